from collections.abc import Callable

import torch
from torch import Tensor


def minimize(f: Callable[[Tensor], Tensor], start: float, lr: float, steps: int) -> float:
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():  # the step itself is not to be differentiated
            x -= lr * x.grad
        x.grad = None  # `backward` adds to what is there, so each step begins without
    return x.item()
