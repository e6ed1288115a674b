import torch


def matmul(a, b):
    rows, columns = a.shape[0], b.shape[1]
    c = torch.zeros(rows, columns)
    for i in range(rows):
        for j in range(columns):
            # a whole row times a whole column, pair by pair
            c[i, j] = (a[i] * b[:, j]).sum()
    return c
