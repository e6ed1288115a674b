import torch


def minimize(f, start, lr, steps):
    if steps == 0:
        return start
    x = torch.tensor(start, requires_grad=True)
    f(x).backward()
    return minimize(f, x.item() - lr * x.grad.item(), lr, steps - 1)
