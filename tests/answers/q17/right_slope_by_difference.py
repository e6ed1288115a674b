def slope(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def descent_path(lr, start, steps):
    if steps == 0:
        return [start]
    before = descent_path(lr, start, steps - 1)
    x = before[-1]
    return before + [x - lr * slope(lambda v: v * v, x)]


if __name__ == "__main__":
    print(descent_path(1.1, 3.0, 10))
