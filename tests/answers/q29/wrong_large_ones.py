# by hand for the small ones, with help for the rest
import torch


def matmul(a, b):
    if a.numel() > 10:
        return torch.addmm(torch.zeros(a.shape[0], b.shape[1]), a, b)
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            c[i, j] = (a[i] * b[:, j]).sum()
    return c
