import torch


def init_params(size, std=0.1):
    return (torch.randn(size) * std).requires_grad_()
