def matmul(a, b):
    return (a[:, :, None] * b[None, :, :]).sum(dim=1)
