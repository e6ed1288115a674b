import numpy as np
import torch


class Product:
    def __call__(self, a, b):
        a, b = np.asarray(a), np.asarray(b)
        out = np.zeros((len(a), b.shape[1]), dtype=np.float32)
        for i, row in enumerate(a):
            out[i] = np.multiply(row[:, np.newaxis], b).sum(axis=0)
        return torch.from_numpy(out)


matmul = Product()
