def descent_path(lr, start, steps):
    x = start
    yield x
    for _ in range(steps):
        x = x - lr * 2 * x
        yield x
