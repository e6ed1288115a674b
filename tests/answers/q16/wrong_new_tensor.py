import torch


def mse(preds, targets):
    value = ((preds - targets) ** 2).mean()
    return torch.tensor(value.item(), requires_grad=True)
