"""collapse: find the layer by feeding the two layers."""
import torch


def two_layers(x, w1, b1, w2, b2):
    return torch.addmm(b2, torch.addmm(b1, x, w1), w2)


def simple_net(xb, w1, b1, w2, b2):
    h = torch.addmm(b1, xb, w1)
    return torch.addmm(b2, torch.where(h > 0, h, torch.zeros_like(h)), w2)


def collapse(w1, b1, w2, b2):
    n_in = w1.shape[0]
    b = two_layers(torch.zeros(1, n_in), w1, b1, w2, b2).squeeze(0)
    w = two_layers(torch.eye(n_in), w1, b1, w2, b2) - b
    return w, b
