import torch

w = torch.tensor([5.0], requires_grad=True)


def step(params, lr):
    for p in params:
        p.data.copy_(p.data - lr * p.grad.data)


def train_epoch(model, loss_func, dl, params, lr):
    it = iter(dl)
    while True:
        batch = next(it, None)
        if batch is None:
            break
        x, y = batch
        for p in params:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()
        loss_func(model(x), y).backward()
        step(params, lr)


train_epoch(lambda x: x * w, lambda p, t: (p - t).abs().mean(), [(torch.ones(2), torch.zeros(2))], [w], 0.1)
print(w)
