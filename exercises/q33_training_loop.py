"""Train a model for some epochs, and see after each of them how good it has become.

    model      a module: `model(xb)` gives the predictions for a batch
    dls        `dls.train` and `dls.valid` hand out mini-batches `(xb, yb)`, again and again
    loss_func  `loss_func(predictions, targets)` gives a scalar tensor
    opt        an optimizer for the model's parameters, with `opt.step()` and `opt.zero_grad()`
    metric     `metric(predictions, targets)` gives a number, such as the accuracy of a batch
    epochs     how many times to go through the training data

In each epoch, take one step for every batch of `dls.train`. Then measure the metric on every batch of
`dls.valid`, with autograd switched off, since nothing is learned there, and take the mean over the batches.
Give back the list of these means, one number an epoch:

    train_model(model, dls, loss_func, opt, metric, 3)  →  [0.71, 0.86, 0.92]
"""

import torch


def train_model(model, dls, loss_func, opt, metric, epochs):
    """Train on `dls.train`; the mean metric on `dls.valid` after each epoch, as a list."""
    raise NotImplementedError
