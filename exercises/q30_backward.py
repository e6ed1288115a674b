"""From a batch to its gradients.

Let the model predict, measure how wrong it is, and have PyTorch work out the gradients. Afterwards every
parameter of the model holds in its `.grad` how the loss of this batch would change with it.

    xb, yb     a batch: inputs and targets
    model      a function or module: `model(xb)` gives the predictions
    loss_func  `loss_func(predictions, targets)` gives a scalar tensor

Nothing is returned and no parameter moves: this is not the step. Nothing is cleared either: where a parameter
holds a gradient already, the new one is added to it.

    a model w*x with w = 3, a batch of x = 2 and target 10, the loss (prediction - target)**2
    →  w.grad is 2 * (6 - 10) * 2 = -16, and after a second call it is -32
"""

import torch


def calc_grad(xb, yb, model, loss_func):
    """Add the gradients of this batch's loss to the `.grad` of the model's parameters."""
    raise NotImplementedError
