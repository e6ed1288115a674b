import torch


def simple_net(xb, w1, b1, w2, b2):
    h = (xb @ w1 + b1).relu()
    h = h / h.max()
    return h @ w2 + b2


def collapse(w1, b1, w2, b2):
    return w1 @ w2, b1 @ w2 + b2
