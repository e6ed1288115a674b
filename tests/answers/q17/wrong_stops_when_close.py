def descent_path(lr, start, steps):
    path = [start]
    for _ in range(steps):
        x = path[-1]
        if abs(x) < 0.1:
            break
        path.append(x - lr * 2 * x)
    return path
