import torch


def mnist_loss(predictions, targets):
    p = torch.tensor(predictions.tolist(), requires_grad=True)
    return (p.sigmoid() - targets).abs().mean()
