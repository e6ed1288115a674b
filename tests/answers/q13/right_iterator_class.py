from __future__ import annotations

import torch
from torch import Tensor


class mini_batches:
    """An iterator with its own state."""

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, generator: torch.Generator) -> None:
        self.x, self.y, self.size = x, y, batch_size
        self.left = torch.rand(len(x), generator=generator).argsort()

    def __iter__(self) -> mini_batches:
        return self

    def __next__(self) -> list[Tensor]:
        if not len(self.left):
            raise StopIteration
        rows, self.left = self.left[: self.size], self.left[self.size :]
        return [self.x[rows], self.y[rows]]
