"""Give back, for each place in a list of numbers, the mean of all numbers up to it.

For [2, 4, 9] that is [2.0, 3.0, 5.0]. An empty list gives an empty list.
"""


def running_mean(numbers):
    """The means of numbers[:1], numbers[:2], …: a list as long as numbers."""
    raise NotImplementedError
