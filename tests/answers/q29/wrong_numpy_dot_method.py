import numpy as np
import torch


def matmul(a, b):
    x, y = np.array(a), np.array(b)
    return torch.tensor(x.dot(y))
