import torch


def gradient(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    y.reshape(-1)[0].backward()
    return x.grad
