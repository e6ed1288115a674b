import torch


def init_params(size, std=1.0):
    # mean 0 and the right standard deviation, but evenly spread
    return ((torch.rand(size) - 0.5) * 12**0.5 * std).requires_grad_()
