def slope(f, x, eps=1.0):
    return (f(x + eps) - f(x - eps)) / (2 * eps)
