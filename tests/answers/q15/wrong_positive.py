import torch


def init_params(size, std=1.0):
    return (torch.randn(size).abs() * std).requires_grad_()
