import torch
import torch.nn.functional as F
from torch import nn


def module_net(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


def functional_net(xb, w1, b1, w2, b2):
    # copies the numbers into a module: nothing flows back to w1
    net = module_net(w1.shape[0], w1.shape[1], w2.shape[1])
    with torch.no_grad():
        for p, w in zip(net.parameters(), (w1.T, b1, w2.T, b2)):
            p.copy_(w)
    return net(xb)
