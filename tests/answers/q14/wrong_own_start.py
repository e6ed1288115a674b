import torch


def fit_quadratic(time, speed, params, lr, steps):
    params = torch.zeros(3, requires_grad=True)
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()
