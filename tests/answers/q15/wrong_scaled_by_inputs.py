import torch


def init_params(size, std=1.0):
    # scaled for the number of inputs, whatever std says
    t = torch.randn(size)
    return (t / t.shape[0] ** 0.5 * std).requires_grad_()
