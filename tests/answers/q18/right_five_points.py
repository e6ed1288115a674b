class Curve:
    def __init__(self, f):
        self.f = f
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return self.f(x)


def slope(f, x, eps=1e-3):
    """A formula that is exact up to the fourth power."""
    c = Curve(f)
    result = (-c(x + 2 * eps) + 8 * c(x + eps) - 8 * c(x - eps) + c(x - 2 * eps)) / (12 * eps)
    print(c.calls, "calls")
    return float(result)


if __name__ == "__main__":
    print(slope(abs, -1.0))
