from typing import Callable

import torch
from torch.func import grad


def minimize(f: Callable, start: float, lr: float, steps: int) -> float:
    slope = grad(f)
    x = torch.tensor(start)
    for _ in range(steps):
        x = x - lr * slope(x)
    return x.item()


print(minimize(lambda x: x**2, 1.0, 0.1, 10))
