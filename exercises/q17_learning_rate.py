"""Walk down the curve f(x) = x² by gradient descent, and keep a record of the walk.

At x this curve has the slope 2x. Each step moves x against the slope, by the learning rate times the slope.
Begin at `start` (a float), take `steps` steps with the learning rate `lr`, and give back every position
that you stood on, the start first: `steps + 1` numbers, in a list or in a tensor of shape [steps + 1].

    descent_path(0.25, 8.0, 3)   →   [8.0, 4.0, 2.0, 1.0]

Once it works, compare the paths of the learning rates 0.1, 1.0 and 1.1.
"""


def descent_path(lr: float, start: float, steps: int):
    """The positions on f(x) = x², from the start to the last step: steps + 1 numbers."""
    raise NotImplementedError
