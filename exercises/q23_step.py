"""Take one step of gradient descent: change the parameters a little, so that the loss gets smaller.

`params` is a list or a tuple of tensors. Each one is a leaf that requires a gradient, and backward has
already put one into its `.grad`. Move each parameter against its gradient, by the learning rate `lr` times
the gradient.

    a holds [1.0, 2.0] and a.grad holds [0.5, -1.0]   →   after step([a], 0.1), a holds [0.95, 2.1]

The caller goes on training with the same tensors. So change them in place, without autograd recording it, and
leave their gradients for the caller to reset. Nothing is returned.
"""

import torch


def step(params, lr: float) -> None:
    """Move each parameter, in place, against its gradient by lr times the gradient."""
    raise NotImplementedError
