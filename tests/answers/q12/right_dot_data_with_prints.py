import torch


def step(x, lr):
    x.data -= x.grad.data * lr
    x.grad.zero_()


def minimize(f, start, lr, steps):
    x = torch.tensor(start).requires_grad_()
    for i in range(steps):
        y = f(x)
        y.backward()
        if i % 10 == 0:
            print(f"step {i}: x={x.item():.3f} y={y.item():.3f}")
        step(x, lr)
    return x.item()


if __name__ == "__main__":
    minimize(lambda x: (x - 3) ** 2, 0.0, 0.25, 2)
