import torch


def calc_grad(xb, yb, model, loss_func):
    with torch.enable_grad():
        torch.autograd.backward(loss_func(model(xb), yb))
