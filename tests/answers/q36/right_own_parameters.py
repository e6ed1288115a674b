import math
import torch
from torch import nn
from torch.nn.functional import relu


class Affine(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = nn.Parameter(torch.randn(i, o) / math.sqrt(i))
        self.b = nn.Parameter(torch.zeros(1, o))

    def forward(self, x):
        return x @ self.w + self.b


def functional_net(xb, w1, b1, w2, b2):
    res = relu(torch.addmm(b1, xb, w1))
    print(res.shape)
    return torch.addmm(b2, res, w2)


def module_net(n_in, n_hidden, n_out):
    model = nn.Sequential()
    model.add_module("first", Affine(n_in, n_hidden))
    model.add_module("activation", nn.ReLU())
    model.add_module("second", Affine(n_hidden, n_out))
    return model
