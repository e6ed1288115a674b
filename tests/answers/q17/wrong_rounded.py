def descent_path(lr, start, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * 2 * path[-1])
    return [round(x, 1) for x in path]
