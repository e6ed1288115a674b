def l1_distance(a, b):
    return a.sub_(b).abs_().mean()
def rmse(a, b):
    return a.sub_(b).pow_(2).mean().sqrt()
