import torch.nn.functional as F
from torch import nn


def functional_net(xb, w1, b1, w2, b2):
    xb = xb @ w1
    xb = xb + b1
    xb = F.relu(xb)
    xb = xb @ w2
    return xb + b2


class module_net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
