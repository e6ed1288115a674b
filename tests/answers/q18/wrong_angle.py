import math


def slope(f, x, eps=1e-3):
    return math.atan2(f(x + eps) - f(x), eps)
