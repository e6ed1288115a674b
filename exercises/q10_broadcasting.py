"""Say how far apart images are, one pair or many pairs at once, with one piece of code and no loop.

`mnist_distance(a, b)` takes two float tensors whose last two axes are the rows and columns of an image. It
returns the mean absolute difference of their pixels: the mean is over the last two axes, and every axis in
front of them stays. The images may have any height and width, and the tensors any number of axes in front.

    a                b                result
    [28, 28]         [28, 28]         one number (a tensor of shape [])
    [n, 28, 28]      [28, 28]         [n]       each of n images against the one
    [n, 28, 28]      [n, 28, 28]      [n]       the images in pairs
    [n, 1, 28, 28]   [m, 28, 28]      [n, m]    each of n images against each of m

PyTorch's broadcasting does the repeating: a loop over images or pixels does not count as right here.

For example, an image of zeros and an image of the same size filled with 0.25 are 0.25 apart.
"""

import torch
from torch import Tensor


def mnist_distance(a: Tensor, b: Tensor) -> Tensor:
    """The mean absolute difference over the last two axes."""
    raise NotImplementedError
