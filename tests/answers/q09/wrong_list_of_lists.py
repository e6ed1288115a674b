import torch


def bottom_right():
    return (torch.arange(1, 10).view(3, 3) * 2)[1:, 1:].tolist()
