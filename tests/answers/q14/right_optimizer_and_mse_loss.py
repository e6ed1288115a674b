import torch
import torch.nn.functional as F


def f(t, params):
    a, b, c = params
    return a * (t**2) + b * t + c


def fit_quadratic(time, speed, params, lr, steps):
    weights = torch.nn.Parameter(params.clone())
    opt = torch.optim.SGD([weights], lr)
    for i in range(steps):
        opt.zero_grad()
        loss = F.mse_loss(f(time, weights), speed)
        loss.backward()
        opt.step()
        if i % 50 == 0:
            print(i, loss.item())
    return weights
