"""Put everything that training needs into one object: a learner of your own.

    learner = Learner(dls, model, opt_func, loss_func, metrics)
    learner.fit(2, 0.1)        trains for 2 epochs with the learning rate 0.1
    learner.recorder           →   [[0.69, 0.52, 0.81], [0.44, 0.38, 0.90]]    one row for every epoch
    learner.validate()         →   [0.38, 0.90]    the loss and the metrics on the validation set
    learner.predict(xb)        →   what the model gives for a batch of inputs

What it is made of:

    dls          has two data loaders, `dls.train` and `dls.valid`; each gives batches (xb, yb)
    model        an nn.Module
    opt_func     makes the optimizer: `opt_func(params, lr)` has `step()` and `zero_grad()`
    loss_func    `loss_func(preds, targets)` gives the loss of a batch
    metrics      one function `metric(preds, targets)`, or a list of such functions

In every epoch, `fit` takes one step for each training batch, then validates and adds a row to `recorder`: the
training loss (the mean of the batches' losses, each as it was before its step), the validation loss and the
metrics in their order. Numbers for the validation set are means over its batches.

Some models behave differently in training, so put yours into train mode while it is fitted, and into eval
mode while it is validated or predicts. Model and batches may live on a GPU: make no tensors of your own for
another device.
"""

import torch


class Learner:
    """Data, model, optimizer, loss and metrics, and the training loop that brings them together."""

    def __init__(self, dls, model, opt_func, loss_func, metrics):
        """Keep everything that training will need."""
        raise NotImplementedError

    def fit(self, epochs, lr):
        """Train for so many epochs with this learning rate; one row for each in `self.recorder`."""
        raise NotImplementedError

    def validate(self):
        """The loss and the metrics on `dls.valid`, in a list."""
        raise NotImplementedError

    def predict(self, xb):
        """What the model gives for a batch of inputs."""
        raise NotImplementedError
