import operator

import torch


def helper(pairs):
    x, y = pairs
    return operator.matmul(x, y)


def matmul(a, b):
    return torch.stack([helper((row, b)) for row in a])
