import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def batch_accuracy(predictions, targets):
    p = sigmoid(predictions.detach().numpy().astype(np.float64))
    return np.mean((p > 0.5) == (targets.numpy() == 1))
