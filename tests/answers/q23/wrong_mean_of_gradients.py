import torch


def step(params, lr):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad.mean()
