def pair(a, b):
    """By hand: two iterators, one step each, until one of them has no more."""
    first, second = iter(a), iter(b)
    pairs = []
    while True:
        try:
            x = next(first)
            y = next(second)
        except StopIteration:
            return pairs
        pairs.append((x, y))
        print("paired", x, "and", y)
