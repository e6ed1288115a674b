"""Layers written by hand, activations without nn."""
import torch
from torch import nn, tensor


class Lin(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(i, o) * (2 / i) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(o))

    def forward(self, x):
        return x @ self.weights + self.bias


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = Lin(784, 25), Lin(25, 10), Lin(10, 1)
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        x = self.a(x)
        x = x * (x > 0)
        x = self.b(x) * 0.5
        x = x.max(tensor(0.0))
        return self.c(x) * self.scale


def deeper_net():
    net = Net()
    print("made a net")
    return net


def count_parameters(model):
    return torch.tensor([p.nelement() for p in model.parameters()]).sum()
