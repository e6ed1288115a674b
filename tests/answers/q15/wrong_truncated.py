import torch


def init_params(size, std=1.0):
    # nothing farther out than two standard deviations
    t = torch.nn.init.trunc_normal_(torch.empty(size), 0.0, std, -2 * std, 2 * std)
    return t.requires_grad_()
