import torch


def bottom_right():
    t = torch.arange(1.0, 10.0, requires_grad=True)
    return (t.view(3, 3) * 2)[1:, 1:]
