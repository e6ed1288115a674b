import torch


def init_params(size, std=1.0):
    t = torch.randn(size, requires_grad=True) * std
    print("made", tuple(t.shape))
    return t.detach().requires_grad_()
