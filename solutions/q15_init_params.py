import torch
from torch import Tensor


def init_params(size: int | tuple[int, ...], std: float = 1.0) -> Tensor:
    numbers = torch.randn(size) * std
    # Only now: had autograd followed the multiplication, its result would be no leaf.
    return numbers.requires_grad_()
