import torch
import torch.nn.functional as F


def simple_net(xb, w1, b1, w2, b2):
    return F.leaky_relu(xb @ w1 + b1) @ w2 + b2


def collapse(w1, b1, w2, b2):
    return w1 @ w2, b1 @ w2 + b2
