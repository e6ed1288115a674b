import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self, x):
        super().__init__()
        self.x = nn.Parameter(x.detach().clone())

    def forward(self, f):
        return f(self.x).sum()


def gradient(f, x):
    probe = Probe(x)
    loss = probe(f)
    loss.backward()
    return probe.x.grad
