import torch


def train_epoch(model, loss_func, dl, params, lr):
    """No .grad at all: ask autograd for the gradients directly."""
    model.train()
    for batch in dl:
        xb, yb = batch[0], batch[1]
        grads = torch.autograd.grad(loss_func(model(xb), yb), params)
        with torch.no_grad():
            for p, g in zip(params, grads):
                p.add_(g, alpha=-lr)
