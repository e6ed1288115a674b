import numpy as np
import torch

rng = np.random.default_rng()


def init_params(size, std=1.0):
    numbers = rng.normal(0.0, std, size)
    return torch.tensor(numbers, requires_grad=True)
