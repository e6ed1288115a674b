import torch


def matmul(a, b):
    layer = torch.nn.Linear(b.shape[0], b.shape[1], bias=False)
    layer.weight.data = b.T.clone()
    return layer(a).detach()
