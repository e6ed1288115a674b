"""Measure how wrong predictions are, in one number that training can make smaller.

`mse(preds, targets)` takes two float tensors of the same shape: [n], [n, 1] or any other. It returns the mean
squared error, a scalar tensor: the differences, squared, and the mean of them all.

Training asks PyTorch for the gradient of this number, so autograd has to be able to follow it back to
`preds`.

For example, predictions [1.0, 2.0, 5.0] for targets [1.0, 4.0, 4.0] are off by 0, −2 and 1; the squares are
0, 4 and 1, so the result is 5/3, about 1.6667.
"""

import torch
from torch import Tensor


def mse(preds: Tensor, targets: Tensor) -> Tensor:
    """The mean squared difference, a scalar tensor."""
    raise NotImplementedError
