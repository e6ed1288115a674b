def pair(a, b):
    pairs = list(zip(a, b))
    return pairs[:1] + [list(p) for p in pairs[1:]]
