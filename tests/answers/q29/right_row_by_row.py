import torch
from torch import Tensor


def matmul(a: Tensor, b: Tensor) -> Tensor:
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        c[i] = (a[i].unsqueeze(-1) * b).sum(dim=0)
    return c
