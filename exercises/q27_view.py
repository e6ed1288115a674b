"""See the same numbers in another shape, without copying any of them.

`flatten` turns a batch of images, shape [n, 28, 28], into one row an image, shape [n, 784]: the first row of
pixels, then the second, and so on. `add_column` turns labels of shape [n] into a column, shape [n, 1].

Both give another view of the tensor they got: no number is copied, and the caller's tensor keeps its own
shape. `n` is whatever comes in, and may be 0.

    add_column(tensor([3, 7, 3]))  →  tensor([[3],
                                              [7],
                                              [3]])
"""

import torch


def flatten(images):
    """The images [n, 28, 28] as rows of pixels [n, 784]: a view."""
    raise NotImplementedError


def add_column(labels):
    """The labels [n] as a column [n, 1]: a view."""
    raise NotImplementedError
