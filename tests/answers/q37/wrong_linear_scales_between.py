# looks deep: the layers are scaled, not bent
import torch
from torch import nn


class Scale(nn.Module):
    def forward(self, x):
        return (x * 0.5 + 1) / 2


def deeper_net():
    return nn.Sequential(nn.Linear(784, 20), Scale(), nn.Linear(20, 10), Scale(), nn.Linear(10, 1))


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
