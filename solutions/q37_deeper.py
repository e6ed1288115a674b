from torch import nn


def deeper_net():
    # Nearly all parameters are in the first layer, where 784 pixels meet its 24 numbers: there is the saving.
    return nn.Sequential(
        nn.Linear(784, 24),
        nn.ReLU(),
        nn.Linear(24, 12),
        nn.ReLU(),
        nn.Linear(12, 1),
    )


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
