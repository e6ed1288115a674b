"""Fit a curve to measured speeds, with every step of training in its place.

The model is a parabola: at time t the speed is a·t² + b·t + c.
`fit_quadratic(time, speed, params, lr, steps)` gets two float tensors of shape [n], what was measured, and
`params`, a plain float tensor [a, b, c] to begin with. It repeats `steps` times:

- predict the speeds with the parameters as they are now;
- compare them with `speed`: the loss is the mean squared error;
- work out the gradient of the loss for each of the three parameters;
- move each parameter against its gradient, by the gradient times `lr`.

Then it stops and returns the parameters, a float tensor of shape [3]. The caller's `params` are still needed:
work on a copy and leave them as they are.

For example, with time [0, 1], speed [1, 3], params [0, 0, 0] and lr 0.1, all predictions are 0, the gradients
are −3, −3 and −4, and after one step the parameters are [0.3, 0.3, 0.4].
"""

import torch
from torch import Tensor


def fit_quadratic(time: Tensor, speed: Tensor, params: Tensor, lr: float, steps: int) -> Tensor:
    """The parameters [a, b, c] after `steps` steps of gradient descent."""
    raise NotImplementedError
