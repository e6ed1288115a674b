"""Set some of the data aside for validation: split the indices 0 to n − 1 at random into two groups.

`split_indices(n, valid_fraction, generator)` returns a pair `(train, valid)` of int64 tensors, one axis each.

- `valid` holds `n * valid_fraction` indices, as a whole number (round it either way); `train` the others.
- Every index is in exactly one of the two.
- Which ones go to `valid` is random, and all the randomness comes from `generator`, a `torch.Generator`: a
  generator with the same seed gives the same split again, one with another seed gives another.

For example, `split_indices(5, 0.4, torch.Generator().manual_seed(0))` may return
`(tensor([4, 0, 2]), tensor([1, 3]))`.
"""

import torch
from torch import Tensor


def split_indices(n: int, valid_fraction: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Two int64 tensors, the training and the validation indices."""
    raise NotImplementedError
