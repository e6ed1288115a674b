import torch
from torch import Tensor


def predict(time: Tensor, params: Tensor) -> Tensor:
    a, b, c = params
    return a * time**2 + b * time + c


def fit_quadratic(time: Tensor, speed: Tensor, params: Tensor, lr: float, steps: int) -> Tensor:
    params = params.detach().clone().requires_grad_()  # a copy: the caller's tensor stays as it is
    for _ in range(steps):
        loss = ((predict(time, params) - speed) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None  # or the next `backward` would add to it
    return params.detach()
