import numpy as np


def descent_path(lr, start, steps):
    path = np.zeros(steps + 1, dtype=np.float32)
    path[0] = start
    for i in range(1, steps + 1):
        path[i] = path[i - 1] - lr * 2 * path[i - 1]
    return path


print(descent_path(0.1, 3.0, 5))
