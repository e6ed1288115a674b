import torch


def matmul(a, b):
    rows, columns = a.shape[0], b.shape[1]
    c = torch.zeros(rows, columns)
    for i in range(rows):
        for j in range(columns):
            c[i, j] = a[i, :] @ b[:, j]
    return c
