from torch import nn


def deeper_net():
    net = nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1))
    for p in net.parameters():
        nn.init.zeros_(p)
    return net


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
