import torch


def minimize(f, start, lr, steps):
    x = torch.nn.Parameter(torch.tensor(float(start)))
    optimizer = torch.optim.SGD([x], lr=lr)
    for step in range(steps):
        optimizer.zero_grad()
        loss = f(x)
        loss.backward()
        optimizer.step()
    return float(x)
