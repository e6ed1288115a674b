"""Make random numbers to begin training with.

`init_params(size, std=1.0)` returns a new float tensor of random numbers from a normal distribution with mean
0 and standard deviation `std`. `size` is its shape: an int for one axis, or a tuple.

Training will ask PyTorch for gradients of these numbers, so the tensor requires a gradient, and it is a leaf:
`requires_grad` and `is_leaf` are both True. Every call draws new numbers.

For example, `init_params((784, 1))` might begin with 0.34, −1.21, 0.77, and `init_params(3, 0.01)` could be
`tensor([ 0.0042, -0.0117,  0.0008], requires_grad=True)`.
"""

import torch
from torch import Tensor


def init_params(size: int | tuple[int, ...], std: float = 1.0) -> Tensor:
    """A leaf tensor of this shape, normally distributed, that requires a gradient."""
    raise NotImplementedError
