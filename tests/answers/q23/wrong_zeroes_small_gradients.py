import torch


def step(params, lr):
    with torch.no_grad():
        for p in params:
            p.grad[p.grad.abs() < 1] = 0
            p -= lr * p.grad
