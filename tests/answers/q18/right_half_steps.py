def slope(f, x, eps=1e-3):
    left, right = x - eps / 2, x + eps / 2
    return (f(right) - f(left)) / (right - left)
