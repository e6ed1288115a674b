import torch


def calc_grad(xb, yb, model, loss_func):
    loss = loss_func(model(xb), yb)
    return torch.autograd.grad(loss, list(model.parameters()))
