import torch


def bottom_right():
    t = torch.arange(1, 10).view(3, 3)
    t = t * 2
    return t[:2, :2]
