import torch


def calc_grad(xb, yb, model, loss_func):
    params = list(model.parameters())
    loss = loss_func(model(xb), yb)
    for p, g in zip(params, torch.autograd.grad(loss, params)):
        if p.grad is None:
            p.grad = g
        else:
            p.grad += g
