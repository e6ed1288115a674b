import torch


def matmul(a, b):
    ar, ac = a.shape
    br, bc = b.shape
    assert ac == br
    c = torch.zeros(ar, bc)
    for i in range(ar):
        for j in range(bc):
            for k in range(ac):
                c[i, j] += a[i, k] * b[k, j]
    return c


m1, m2 = torch.rand(2, 3), torch.rand(3, 2)
print(torch.allclose(matmul(m1, m2), m1 @ m2))
