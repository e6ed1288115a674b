import numpy as np


def flatten(images):
    return np.array(images).reshape(-1, 784)


def add_column(labels):
    return np.array(labels).reshape(-1, 1)
