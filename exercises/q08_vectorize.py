"""Numbers are easier to learn from when their mean is 0 and their standard deviation is 1. To get there,
subtract the mean from every number and divide the result by the standard deviation: `x` is then standardized.

Do it for a float tensor of any shape, with the mean and the standard deviation of all its numbers. There may
be a million of them, so let PyTorch work on the whole tensor at once.

    standardize(tensor([1., 2., 3., 4., 5.]))
        tensor([-1.4142, -0.7071,  0.0000,  0.7071,  1.4142])

The standard deviation is that of the numbers themselves (the population, as statisticians say): the root of
their mean squared distance from the mean. Where all numbers are equal, the result is zeros. `x` stays as it
was.
"""

import torch


def standardize(x: torch.Tensor) -> torch.Tensor:
    """A tensor of x's shape, with the mean 0 and the standard deviation 1."""
    raise NotImplementedError
