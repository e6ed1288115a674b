def l1_distance(a, b):
    return (a - b).abs().mean()


def rmse(a, b):
    return ((a - b) ** 2).mean().sqrt()
