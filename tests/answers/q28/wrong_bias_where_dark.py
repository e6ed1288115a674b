# thinks the bias is only for black images
import torch


def linear1(xb, weights, bias):
    out = xb @ weights
    return torch.where(xb.sum(1, keepdim=True) == 0, bias, out)
