import torch


def fit_quadratic(time, speed, params, lr, steps):
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        loss = 0.5 * ((a * time**2 + b * time + c - speed) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()
