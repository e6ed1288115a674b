import torch
from torch import Tensor


def init_params(size: int | tuple[int, ...], std: float = 1.0) -> Tensor:
    params = torch.empty(size)
    params.normal_(mean=0.0, std=std)
    params.requires_grad = True
    return params


weights = init_params((28 * 28, 1))
bias = init_params(1)
print(weights.shape, bias)
