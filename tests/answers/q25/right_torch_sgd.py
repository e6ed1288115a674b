from typing import Callable, Iterable

import torch
from torch import Tensor, nn


def train_epoch(model: nn.Module, loss_func: Callable[[Tensor, Tensor], Tensor],
                dl: Iterable, params: list[Tensor], lr: float) -> float:
    opt = torch.optim.SGD(params, lr=lr)
    total = 0.0
    for i, (xb, yb) in enumerate(dl):
        opt.zero_grad()
        loss = loss_func(model(xb), yb)
        loss.backward()
        opt.step()
        total += loss.item()
        print(f"batch {i}: {loss.item():.3f}")
    return total / len(dl)
