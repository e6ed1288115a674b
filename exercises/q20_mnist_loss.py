"""Write a loss for telling 3s from 7s: one number that says how far the predictions are from the truth.

`predictions` are a model's raw outputs, float32 [n, 1], anything from very negative to very positive.
`targets`, of the same shape, hold 1 for a 3 and 0 for a 7. Squash each prediction into 0..1 with the sigmoid,
measure how far it then is from its target, and give back the mean of these distances.

    mnist_loss(torch.tensor([[0.0], [2.0]]), torch.tensor([[1], [1]]))   →   tensor(0.3096)

    (0.5 and 0.8808 after the sigmoid, so 0.5 and 0.1192 away from their targets)

The model learns from the gradient of this loss, so PyTorch has to be able to follow it back to the
predictions.
"""

import torch


def mnist_loss(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The mean distance between the sigmoid of the predictions and the 0/1 targets: one number."""
    raise NotImplementedError
