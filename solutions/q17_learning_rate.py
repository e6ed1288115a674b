def descent_path(lr, start, steps):
    x = start
    path = [x]
    for _ in range(steps):
        slope = 2 * x  # the derivative of x² is 2x
        x = x - lr * slope
        path.append(x)
    return path
