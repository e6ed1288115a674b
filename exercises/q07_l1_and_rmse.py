"""How far are two images apart? There are as many differences as pixels, and two common ways to make one
number of them:

- the L1 distance, or mean absolute difference: drop the signs, then take the mean;
- the root mean squared error, RMSE: square the differences, take their mean, then the square root of that.

Write both, for float tensors of any shape, the same for `a` and `b`. The result is a single number.

    a = tensor([1., 2., 3.])
    b = tensor([2., 2., 1.])              the differences are -1, 0 and 2
    l1_distance(a, b)  →  tensor(1.)           (1 + 0 + 2) / 3
    rmse(a, b)         →  tensor(1.2910)       the square root of (1 + 0 + 4) / 3
"""

import torch


def l1_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The mean absolute difference: a single number."""
    raise NotImplementedError


def rmse(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The square root of the mean squared difference: a single number."""
    raise NotImplementedError
