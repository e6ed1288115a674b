from __future__ import annotations
import torch
from torch import Tensor

def gray_image(height: int, width: int, value: int) -> Tensor:
    return torch.tensor(value, dtype=torch.uint8).expand(height, width)

def color_image(height: int, width: int, rgb: tuple[int, int, int]) -> Tensor:
    return torch.tensor(rgb, dtype=torch.uint8)[:, None, None].expand(-1, height, width)
