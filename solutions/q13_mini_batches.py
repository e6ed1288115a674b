from collections.abc import Iterator

import torch
from torch import Tensor


def mini_batches(
    x: Tensor, y: Tensor, batch_size: int, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    order = torch.randperm(len(x), generator=generator)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]  # a slice past the end just ends there
        yield x[rows], y[rows]  # the same rows of both, so pairs stay together
