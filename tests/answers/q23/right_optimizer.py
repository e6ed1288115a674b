import torch


def step(params, lr: float) -> None:
    optimizer = torch.optim.SGD(params, lr=lr)
    optimizer.step()


w = torch.zeros(2, requires_grad=True)
(w - 1).sum().backward()
step([w], 0.5)
print(w)
