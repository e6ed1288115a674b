import numpy as np


def mnist_loss(predictions, targets):
    p = 1 / (1 + np.exp(-predictions.detach().numpy().clip(-50, 50)))
    return np.abs(p - targets.numpy()).mean()
