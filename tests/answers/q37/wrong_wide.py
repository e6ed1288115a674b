from torch import nn


def deeper_net():
    return nn.Sequential(
        nn.Linear(784, 29), nn.ReLU(), nn.Linear(29, 28), nn.ReLU(), nn.Linear(28, 1)
    )


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
