import torch


def distance(prediction, target):
    p = torch.special.expit(prediction)
    if target == 1:
        return 1 - p
    return p


def mnist_loss(predictions, targets):
    total = 0
    for p, t in zip(predictions.flatten(), targets.flatten()):
        total = total + distance(p, t)
    return total / len(predictions)
