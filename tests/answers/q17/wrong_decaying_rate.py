def descent_path(lr, start, steps):
    path = [start]
    for k in range(steps):
        path.append(path[-1] - lr / (k + 1) * 2 * path[-1])
    return path
