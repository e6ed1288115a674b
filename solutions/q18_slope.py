def slope(f, x, eps=1e-3):
    # A step to either side: what f does to the left of x then counts as much as what it does to the right.
    rise = f(x + eps) - f(x - eps)
    run = 2 * eps
    return rise / run
