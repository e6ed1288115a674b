import math
from typing import NamedTuple

import torch


class Split(NamedTuple):
    train: torch.Tensor
    valid: torch.Tensor


def shuffle(items, generator):
    for i in range(len(items) - 1, 0, -1):
        j = torch.randint(i + 1, (1,), generator=generator).item()
        items[i], items[j] = items[j], items[i]
    return items


def split_indices(n, valid_fraction, generator):
    deck = shuffle(list(range(n)), generator)
    k = math.floor(n * valid_fraction + 0.5)
    return Split(
        train=torch.tensor(deck[: n - k], dtype=torch.int64),
        valid=torch.tensor(deck[n - k :], dtype=torch.int64),
    )


print(split_indices(10, 0.3, torch.Generator().manual_seed(1)))
