import torch


def minimize(f, start, lr, steps):
    x = torch.tensor(start, requires_grad=True)
    path = [start]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        path.append(x.item())
    return path
