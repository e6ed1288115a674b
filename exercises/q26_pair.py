"""Walk through two collections side by side and pair up what stands at the same place.

A dataset is often no more than this: the first image with the first label, the second with the second, and
so on. Write `pair`, which takes two of anything that a `for` loop can walk through (lists, tuples, strings,
ranges, tensors, generators) and gives back a list of tuples. Where one of the two is longer, the pairs end
with the shorter one.

    pair([5, 6, 7], "abc")  →  [(5, "a"), (6, "b"), (7, "c")]
"""


def pair(a, b):
    """A list of tuples: each an item of `a` and the item of `b` at the same place, in their order."""
    raise NotImplementedError
