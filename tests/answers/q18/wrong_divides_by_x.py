def slope(f, x, eps=1e-3):
    return (f(x + eps) - f(x)) / (x * eps)
