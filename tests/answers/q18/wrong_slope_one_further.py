def slope(f, x, eps=1e-3):
    return (f(x + 1 + eps) - f(x + 1)) / eps
