"""Work out the accuracy of a batch: the share of its images that the model gets right.

`predictions` are a model's raw outputs, float32 [n, 1], before any sigmoid. A prediction says "1" when its
sigmoid is above 0.5, and "0" otherwise. `targets`, of the same shape, hold the true 0s and 1s. Give back one
number from 0 (all wrong) to 1 (all right).

    batch_accuracy(torch.tensor([[2.5], [-1.0], [0.2]]), torch.tensor([[1], [0], [0]]))   →   tensor(0.6667)
"""

import torch


def batch_accuracy(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The share of the predictions that are right: one number from 0 to 1."""
    raise NotImplementedError
