import torch

t = torch.arange(1, 10).view(3, 3)


def bottom_right():
    global t
    t *= 2
    return t[1:, 1:]
