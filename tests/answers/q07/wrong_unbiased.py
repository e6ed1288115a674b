def l1_distance(a, b):
    return (a - b).abs().mean()
def rmse(a, b):
    d = a - b
    return ((d ** 2).sum() / (d.numel() - 1)).sqrt()
