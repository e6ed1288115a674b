import torch
from dataclasses import dataclass


@dataclass
class BasicOptim:
    params: list
    lr: float

    def __post_init__(self):
        self.params = [*self.params]

    def step(self):
        with torch.no_grad():
            torch._foreach_add_(self.params, [p.grad for p in self.params], alpha=-self.lr)

    def zero_grad(self):
        [p.grad.fill_(0) for p in self.params]
