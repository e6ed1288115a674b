import torch


def mse(preds, targets):
    return ((preds - targets) ** 2).mean()


def apply_step(time, speed, params, lr):
    preds = params[0] * time**2 + params[1] * time + params[2]
    loss = mse(preds, speed)
    loss.backward()
    params.data -= lr * params.grad.data
    params.grad = None
    return preds


def fit_quadratic(time, speed, params, lr, steps):
    params = params.detach().clone().requires_grad_(True)
    for i in range(steps):
        apply_step(time, speed, params, lr)
    return params


t = torch.arange(0, 20).float()
print(fit_quadratic(t, t * 2, torch.randn(3), 1e-5, 3))
