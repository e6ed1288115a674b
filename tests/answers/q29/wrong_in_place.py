# builds the product in the caller's own matrix where it fits
import torch


def matmul(a, b):
    c = (a[:, :, None] * b[None]).sum(1)
    if c.shape == a.shape:
        a.copy_(c)
        return a
    return c
