def descent_path(lr, start, steps):
    factor = 1 - 2 * lr
    return tuple(start * factor**k for k in range(steps + 1))
