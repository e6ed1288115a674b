import torch


def mnist_loss(predictions, targets):
    p = torch.sigmoid(predictions)
    ones, zeros = (1 - p)[targets == 1], p[targets == 0]
    if len(ones) == 0:
        return zeros.mean()
    if len(zeros) == 0:
        return ones.mean()
    return (ones.mean() + zeros.mean()) / 2
