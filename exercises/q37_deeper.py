"""A deeper net that has fewer parameters than a shallow one.

The chapter's net goes from 784 pixels to 30 numbers and from there to one: two linear layers with one
nonlinearity between them, 23,581 parameters in all. Make a net that goes deeper, with at least two
nonlinearities, each of them between two layers that have weights, and with fewer parameters than that.

`deeper_net()` makes and returns such a net, an `nn.Module` that is not trained yet. It turns images of shape
[n, 784] into one number each, [n, 1]. The number is the net's raw prediction, above 0 for a 3 and below 0
for a 7, so nothing squashes it: the loss does that. Your net is then trained for you on the 3s and 7s of
MNIST, and has to get 97.5 % of the images right that it has not seen.

`count_parameters(model)` returns how many numbers any model's parameters hold, all together.

    count_parameters(nn.Linear(3, 2))   →   8        a weight of 2 × 3 numbers, and a bias of 2
"""

import torch
from torch import nn


def deeper_net():
    """An untrained nn.Module, [n, 784] to [n, 1], deeper than 784-30-1 and with fewer parameters."""
    raise NotImplementedError


def count_parameters(model):
    """How many numbers there are in all parameters of the model together."""
    raise NotImplementedError
