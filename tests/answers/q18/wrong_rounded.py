def slope(f, x, eps=1e-3):
    return round((f(x + eps) - f(x)) / eps)
