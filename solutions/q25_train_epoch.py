import torch


def train_epoch(model, loss_func, dl, params, lr):
    for xb, yb in dl:
        loss = loss_func(model(xb), yb)
        loss.backward()
        # The step itself is no part of the model, so autograd is not to follow it.
        with torch.no_grad():
            for p in params:
                p -= p.grad * lr
                p.grad = None  # or the next batch would add its gradient to this one
