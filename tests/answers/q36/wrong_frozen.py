import torch.nn.functional as F
from torch import nn


def functional_net(xb, w1, b1, w2, b2):
    return F.relu(xb @ w1 + b1) @ w2 + b2


def module_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)).requires_grad_(False)
