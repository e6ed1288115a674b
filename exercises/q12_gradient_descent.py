"""Walk down a curve to its lowest point, by gradient descent.

`minimize(f, start, lr, steps)` begins at the position `x = start` and takes `steps` steps. In each, PyTorch
works out the slope of `f` at `x`, and `x` moves against it: by the slope times `lr`. The function returns the
position after the last step, as a Python float.

`f` is any differentiable function that maps a scalar float tensor to a scalar tensor. You do not know its
formula, so leave the slope to autograd. `start` and `lr` are floats, `steps` is an int; after 0 steps the
position is still `start`.

For example, with `f = lambda x: (x - 3) ** 2`, start 0.0, lr 0.25 and 2 steps, the slope at 0 is −6, so x
moves to 1.5; the slope there is −3, so x moves to 2.25, and that is the result.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def minimize(f: Callable[[Tensor], Tensor], start: float, lr: float, steps: int) -> float:
    """The position after `steps` steps of gradient descent on `f`."""
    raise NotImplementedError
