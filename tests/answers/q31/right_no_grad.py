from collections.abc import Iterable
from typing import Optional

import torch
from torch import Tensor


class BasicOptim:
    def __init__(self, params: Iterable[Tensor], lr: float = 0.1) -> None:
        self._params: tuple[Tensor, ...] = tuple(params)
        self._lr = lr
        self.steps = 0

    @torch.no_grad()
    def step(self, closure: Optional[object] = None) -> None:
        self.steps += 1
        print("step", self.steps)
        for p in self._params:
            if p.grad is not None:
                p.sub_(self._lr * p.grad)

    def zero_grad(self) -> None:
        for p in self._params:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()


w = torch.zeros(2, requires_grad=True)
opt = BasicOptim([w], 1.0)
w.sum().backward()
opt.step()
print(w)
