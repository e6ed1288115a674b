import torch


def bottom_right():
    square = torch.arange(1, 10).view(1, 3, 3) * 2
    return square[:, 1:, 1:]
