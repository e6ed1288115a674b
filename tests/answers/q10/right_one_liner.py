mnist_distance = lambda a, b: (a - b).abs().mean((-1, -2))
