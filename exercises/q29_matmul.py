"""Multiply two matrices by hand, to see what `@` does.

The number in row i and column j of the product comes from row i of `a` and column j of `b`: multiply the two
pairwise, and add up the products.

    a = [[1.0, 2.0, 3.0]]    b = [[4.0],    →   [[32.0]]      1*4 + 2*5 + 3*6
                                  [5.0],
                                  [6.0]]

`a` has shape [m, k], `b` has shape [k, n], the result is a tensor of shape [m, n], for any m, k and n of at
least 1. Loops are welcome, and so are elementwise products, sums and broadcasting. Not welcome is what does
the whole job for you: no `@`, `matmul`, `mm`, `bmm`, `mv`, `einsum`, `dot`, `inner`, `tensordot`, `F.linear`,
none of their relatives (`addmm`, `vecdot`, …) and none of numpy's. The check watches which calls are made.
"""

import torch


def matmul(a, b):
    """The matrix product of `a` [m, k] and `b` [k, n], shape [m, n]."""
    raise NotImplementedError
