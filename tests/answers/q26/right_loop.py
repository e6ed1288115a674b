def _first_n(items, n):
    return items[:n]


def pair(a, b):
    a = list(a)
    b = list(b)
    n = min(len(a), len(b))
    a, b = _first_n(a, n), _first_n(b, n)
    result = []
    for i in range(n):
        result.append(tuple([a[i], b[i]]))
    return result
