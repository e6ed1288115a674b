import torch


def minimize(f, start, lr, steps):
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        torch.nn.utils.clip_grad_value_(x, 1.0)
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
    return x.item()
