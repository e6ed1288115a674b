import torch
from torch import Tensor
def l1_distance(a: Tensor, b: Tensor) -> Tensor:
    return torch.dist(a, b, p=1) / a.numel()
def rmse(a: Tensor, b: Tensor) -> Tensor:
    return torch.linalg.vector_norm(b - a) / a.numel() ** 0.5
