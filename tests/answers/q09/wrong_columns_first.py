import torch


def bottom_right():
    # counts down the columns, not along the rows
    return (torch.arange(1, 10).view(3, 3).t() * 2)[1:, 1:]
