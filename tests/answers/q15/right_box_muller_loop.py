import math
import random

import torch


def gauss(std):
    u, v = 1 - random.random(), random.random()
    return std * math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def init_params(size, std=1.0):
    shape = (size,) if isinstance(size, int) else tuple(size)
    numbers = [gauss(std) for _ in range(math.prod(shape))]
    return torch.tensor(numbers).reshape(shape).requires_grad_(True)
