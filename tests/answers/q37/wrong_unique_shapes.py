from torch import nn


def deeper_net():
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1))


def count_parameters(model):
    # looks at one level of the model only
    return sum(p.numel() for layer in model.children() for p in layer.parameters(recurse=False))
