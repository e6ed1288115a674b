import torch


def matmul(a, b):
    return torch.from_numpy(a.numpy() @ b.numpy())
