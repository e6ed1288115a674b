import torch.nn.functional as F


def linear1(xb, weights, bias):
    return F.linear(xb, weights.t(), bias)
