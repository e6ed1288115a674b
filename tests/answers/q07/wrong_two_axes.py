def l1_distance(a, b):
    "right for images only"
    return (a - b).abs().mean((-1, -2))
def rmse(a, b):
    return ((a - b) ** 2).mean((-1, -2)).sqrt()
