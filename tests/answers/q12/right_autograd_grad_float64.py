import torch


def minimize(f, start, lr, steps):
    x = torch.tensor(start, dtype=torch.double)
    while steps > 0:
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(f(x), x)
        x = x - lr * slope
        steps -= 1
    return x.detach()
