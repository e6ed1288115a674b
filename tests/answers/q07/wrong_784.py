def l1_distance(a, b):
    return (a - b).abs().sum() / 784
def rmse(a, b):
    return (((a - b) ** 2).sum() / 784).sqrt()
