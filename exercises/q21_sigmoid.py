"""Write the sigmoid, 1 / (1 + e^(−x)), and draw it.

`sigmoid` works on every number of a float tensor by itself, whatever its shape, and gives back a tensor of
that shape with numbers between 0 and 1. It takes any x: ±1000 as well, with no nan and no warning.

    sigmoid(torch.tensor([-2.0, 0.0, 2.0]))   →   tensor([0.1192, 0.5000, 0.8808])

`plot_sigmoid` draws the curve on the matplotlib axes it is given, as a smooth line, at least from x = −4
to 4. To see it:

    import matplotlib.pyplot as plt
    fig, ax = plt.subplots()
    plot_sigmoid(ax)
    plt.show()
"""

import torch


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """The sigmoid of each number in x: a tensor of x's shape."""
    raise NotImplementedError


def plot_sigmoid(ax) -> None:
    """Draw the sigmoid on these axes, smoothly, at least from x = -4 to 4."""
    raise NotImplementedError
