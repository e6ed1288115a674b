import torch


def step(params, lr):
    # The step itself is no part of the model: autograd must not record it.
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
