import torch


def f(x):
    return x**2


def descent_path(lr: float, start: float, steps: int) -> torch.Tensor:
    x = torch.tensor(start, requires_grad=True)
    positions = [x.detach().clone()]
    for step in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        positions.append(x.detach().clone())
        print("step", step, x.item())
    return torch.stack(positions)
