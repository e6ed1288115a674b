"""Put inputs and targets into a PyTorch `DataLoader`, which hands them out batch by batch.

`x` holds one input a row and `y` its target in the same row: tensors of the same length n, of any further
shape. Each batch is a pair (xb, yb) of `batch_size` rows that belong together; the last batch may be shorter,
so that no row is lost. With `shuffle` the rows come in a new random order in each pass, without it in theirs.

    x = torch.arange(5.0), y = 10 * x
    list(make_dataloader(x, y, 2, False))
        →   [0., 1.] with [0., 10.],   [2., 3.] with [20., 30.],   [4.] with [40.]
"""

import torch
from torch.utils.data import DataLoader, TensorDataset


def make_dataloader(x: torch.Tensor, y: torch.Tensor, batch_size: int, shuffle: bool) -> DataLoader:
    """A DataLoader whose batches are pairs: rows of x, and the rows of y that belong to them."""
    raise NotImplementedError
