"""Deal a data set out in mini-batches, as a training loop wants it.

`mini_batches(x, y, batch_size, generator)` gets tensors `x` and `y` with the same number of rows: row i of
`y` is the label of row i of `x`. It returns an iterator of pairs `(xb, yb)`, one pair a batch. In one pass

- every row comes once, and each row of `xb` keeps its own row of `y`, at the same position of `yb`;
- the order is shuffled, and the randomness comes from `generator`, a `torch.Generator`: another pass with the
  same generator has another order, and a generator with the same seed starts the same orders over again;
- each batch has `batch_size` rows, but for the last one, which has what is left (with a `batch_size` larger
  than the data set, that is one batch of everything).

Only the first axis is dealt out: all other axes and the dtypes stay as they are, and so do `x` and `y`.

For example, 10 rows in batches of 4 make batches of 4, 4 and 2 rows. A function with `yield` is a good way to
make an iterator.
"""

from collections.abc import Iterator

import torch
from torch import Tensor


def mini_batches(
    x: Tensor, y: Tensor, batch_size: int, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """The pairs `(xb, yb)` of one pass through the data."""
    raise NotImplementedError
