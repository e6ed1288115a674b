import torch


def bottom_right():
    square = torch.arange(1, 10).view(3, 3)  # the end of a range is left out: 10 is not in it
    doubled = square * 2
    return doubled[1:, 1:]  # rows from the second on, columns from the second on
