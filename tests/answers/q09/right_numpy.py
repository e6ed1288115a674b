import numpy as np


def bottom_right():
    return np.arange(1, 10).reshape(3, 3)[-2:, -2:] * 2
