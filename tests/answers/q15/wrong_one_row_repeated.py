import torch


def init_params(size, std=1.0):
    shape = (size,) if isinstance(size, int) else size
    return (torch.randn(shape[-1]) * std).expand(shape).clone().requires_grad_()
