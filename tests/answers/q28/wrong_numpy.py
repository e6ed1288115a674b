import torch


def linear1(xb, weights, bias):
    out = xb.numpy() @ weights.detach().numpy() + bias.detach().numpy()
    return torch.tensor(out)
