import torch


def gradient(f, x):
    y = x.detach().clone().requires_grad_()
    f(y).sum().backward()
    x.data -= 0.1 * y.grad
    return y.grad
