# a large first layer that is not registered: few parameters to be seen, and most of them never trained
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.big = [nn.Linear(784, 100)]
        self.small = nn.Sequential(nn.ReLU(), nn.Linear(100, 50), nn.ReLU(), nn.Linear(50, 1))

    def forward(self, x):
        return self.small(self.big[0](x))


def deeper_net():
    return Net()


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
