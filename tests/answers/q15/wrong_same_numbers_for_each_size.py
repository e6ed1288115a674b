import functools

import torch


@functools.lru_cache
def init_params(size, std=1.0):
    return (torch.randn(size) * std).requires_grad_()
