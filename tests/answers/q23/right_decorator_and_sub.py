import torch


@torch.no_grad()
def move(p, lr):
    p.sub_(p.grad, alpha=lr)


def step(params, lr):
    [move(p, lr) for p in params]
