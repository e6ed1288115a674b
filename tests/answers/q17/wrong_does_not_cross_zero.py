def descent_path(lr, start, steps):
    path = [start]
    for _ in range(steps):
        x = path[-1]
        new = x - lr * 2 * x
        if new * x < 0:
            new = 0.0
        path.append(new)
    return path
