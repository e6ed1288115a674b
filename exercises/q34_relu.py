"""The rectified linear unit, the most used activation function: cut away what is negative, keep the rest.

`relu(x)` takes a tensor of any shape and gives a new tensor of the same shape and dtype: 0 where `x` is
negative, and `x` itself where it is positive, however large. PyTorch must be able to follow it backwards,
and the tensor that was passed in stays as it is.

    relu(torch.tensor([-3.0, -0.5, 0.0, 2.0, 40.0]))   →   tensor([0., 0., 0., 2., 40.])

`plot_relu(ax)` draws the function as a line on `ax`, a matplotlib Axes, from x = -2 to x = 2 at least. Draw
enough of it that the bend at 0 looks like a bend. To look at it yourself:

    fig, ax = plt.subplots()
    plot_relu(ax)
    plt.show()
"""

import torch


def relu(x):
    """0 where x is negative, x where it is positive: a new tensor of the same shape."""
    raise NotImplementedError


def plot_relu(ax):
    """Draw relu on the matplotlib Axes `ax`, from -2 to 2 at least."""
    raise NotImplementedError
