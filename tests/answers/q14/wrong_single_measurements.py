import torch


def fit_quadratic(time, speed, params, lr, steps):
    # a step for each measurement in turn
    params = params.clone().requires_grad_()
    for i in range(steps):
        t, v = time[i % len(time)], speed[i % len(time)]
        a, b, c = params
        ((a * t**2 + b * t + c - v) ** 2).backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()
