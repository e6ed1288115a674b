def mnist_distance(a, b):
    return (a.abs() - b.abs()).abs().mean((-1, -2))
