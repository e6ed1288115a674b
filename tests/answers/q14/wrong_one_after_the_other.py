import torch


def fit_quadratic(time, speed, params, lr, steps):
    # each parameter moves before the next one's gradient is worked out
    params = params.clone()
    for _ in range(steps):
        for i in range(3):
            p = params.clone().requires_grad_()
            ((p[0] * time**2 + p[1] * time + p[2] - speed) ** 2).mean().backward()
            params[i] -= lr * p.grad[i]
    return params
