def mnist_distance(a, b):
    return (a - b).abs().sum((-1, -2)) / 784
