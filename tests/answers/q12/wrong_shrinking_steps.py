import torch


def minimize(f, start, lr, steps):
    # shrinks the learning rate from step to step
    x = torch.tensor(start, requires_grad=True)
    for i in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr / (i + 1) * x.grad
        x.grad = None
    return x.item()
