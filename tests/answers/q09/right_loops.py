from __future__ import annotations

import torch
from torch import Tensor


def bottom_right() -> Tensor:
    rows: list[list[float]] = []
    n = 1
    for i in range(3):
        row = []
        for j in range(3):
            row.append(2.0 * n)
            n += 1
        rows.append(row)
    return torch.tensor([[rows[i][j] for j in (1, 2)] for i in (1, 2)], dtype=torch.float64)
