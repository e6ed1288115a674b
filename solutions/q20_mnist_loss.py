import torch


def mnist_loss(predictions, targets):
    predictions = torch.sigmoid(predictions)
    # Far from 1 is bad where the target is 1, far from 0 is bad where it is 0.
    distances = torch.where(targets == 1, 1 - predictions, predictions)
    return distances.mean()
