# no class, and used in the same way
from types import SimpleNamespace

import torch


def BasicOptim(params, lr):
    params = [p for p in params]

    def step():
        with torch.no_grad():
            for p in params:
                p.copy_(p - lr * p.grad)

    def zero_grad():
        for p in params:
            p.grad = torch.zeros_like(p)

    return SimpleNamespace(step=step, zero_grad=zero_grad)
