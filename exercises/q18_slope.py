"""Measure how steep a curve is, with nothing but the curve itself.

`f` maps a float to a float, and you may call it as often as you like. Its slope at x is the rise over the
run: move a little way from x, by about `eps`, see by how much f changes, and set that in relation to how
far you moved. One number, positive where f climbs and negative where it falls.

    slope(lambda x: x ** 2, 3.0)   →   about 6   (6.001 or 6.0, depending on where you look)
"""


def slope(f, x: float, eps: float = 1e-3):
    """The slope of f at x, from a difference over a distance of about eps."""
    raise NotImplementedError
