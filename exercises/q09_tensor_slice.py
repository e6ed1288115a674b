"""Make a square tensor that counts from 1 to 9, row by row, and double every number in it:

    1 2 3
    4 5 6
    7 8 9

Then cut the bottom-right corner out of the doubled square, two rows by two columns, and return it.
The result has shape [2, 2]; it may be a torch tensor or a numpy array, of ints or of floats.
Let Python do the work: count, double and slice.

For example, the top-left corner of the doubled square would be [[2, 4], [8, 10]].
"""

import torch


def bottom_right():
    """The bottom-right two-by-two corner of the doubled square: shape [2, 2]."""
    raise NotImplementedError
