import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, n_in: int, n_hidden: int, n_out: int):
        super().__init__()
        self.out = nn.Linear(n_hidden, n_out)
        self.hidden = nn.Linear(n_in, n_hidden)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, xb: torch.Tensor) -> torch.Tensor:
        return self.out(self.relu(self.hidden(xb)))


def functional_net(xb, w1, b1, w2, b2):
    return F.linear(F.relu(F.linear(xb, w1.T, b1)), w2.T, b2)


def module_net(n_in, n_hidden, n_out):
    return Net(n_in, n_hidden, n_out)


print(module_net(784, 30, 1))
