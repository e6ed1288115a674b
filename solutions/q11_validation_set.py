import torch
from torch import Tensor


def split_indices(n: int, valid_fraction: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    shuffled = torch.randperm(n, generator=generator)
    valid_size = round(n * valid_fraction)
    # One shuffled row, cut in two: no index can be on both sides.
    return shuffled[valid_size:], shuffled[:valid_size]
