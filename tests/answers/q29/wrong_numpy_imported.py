import torch
from numpy import einsum as together


def matmul(a, b):
    return torch.tensor(together("ij,jk->ik", a.numpy(), b.numpy()))
