"""Let PyTorch find a gradient: nobody has to work out a derivative by hand.

`f` maps a tensor to a tensor, and `x` is a float tensor of any shape. Give back the gradient of f at x, a
tensor of x's shape that holds one slope for each number in x. Where f gives one value for each number in x
instead of a single one, the gradient of their sum is meant.

    gradient(lambda x: x ** 2, torch.tensor([1.0, -3.0, 0.5]))   →   tensor([2., -6., 1.])

Leave `x` as the caller gave it to you, its `requires_grad` and its `.grad` too: asked twice, your function
gives the same gradient twice.
"""

import torch


def gradient(f, x: torch.Tensor) -> torch.Tensor:
    """The gradient of f at x, computed by PyTorch: a tensor of x's shape."""
    raise NotImplementedError
