"""The shape of a tensor says how long each of its axes is, and the rank says how many axes there are. Whoever
knows the shape knows the rank as well.

Take a shape, as a tuple or as the `torch.Size` that `t.shape` gives you, and work out the rank.

    rank_from_shape((28, 28))                     →  2     one image
    rank_from_shape(torch.zeros(5, 28, 28).shape) →  3     five images
    rank_from_shape(())                           →  0     a single number has no axes

An axis counts even when it is of length 1 or 0.
"""


def rank_from_shape(shape: tuple[int, ...]) -> int:
    """The rank of a tensor that has this shape."""
    raise NotImplementedError
