"""Train for one epoch: walk once through all the mini-batches and take one step for each of them.

    model      a function or module: `model(xb)` gives the predictions for a batch
    loss_func  `loss_func(predictions, targets)` gives a scalar tensor
    dl         hands out pairs `(xb, yb)`, one mini-batch after another; the last one may be shorter
    params     a list of the tensors to train: leaves that require a gradient, such as `[weights, bias]`
    lr         the size of a step

For each batch: predict, measure the loss, let PyTorch find the gradients, move every parameter against its
gradient by `lr` times as much, and clear the gradients. The parameters change in place; nothing is returned.

    a parameter at 5.0 with gradients 2.0 and then 1.0, lr 0.1:   5.0  →  4.8  →  4.7
"""

import torch


def train_epoch(model, loss_func, dl, params, lr):
    """One pass over `dl`: one step of all the parameters for each batch, with clean gradients each time."""
    raise NotImplementedError
