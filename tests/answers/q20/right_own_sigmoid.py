import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def mnist_loss(predictions, targets):
    predictions = sigmoid(predictions)
    loss = torch.where(targets == 1, 1 - predictions, predictions).mean()
    print("loss", loss.item())
    return loss


print(mnist_loss(torch.tensor([[0.9], [0.4], [0.2]]), torch.tensor([[1], [0], [1]])))
