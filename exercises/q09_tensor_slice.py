"""Make the three-by-three tensor that counts from 1 to 9, row by row, and double it.

Then give back its bottom-right corner, cut out by slicing: two rows, two columns, a tensor of shape [2, 2].
"""

import torch


def bottom_right():
    """The bottom-right two-by-two corner of the doubled tensor: shape [2, 2], ints or floats."""
    raise NotImplementedError
