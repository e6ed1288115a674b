def pair(a, b):
    # zip only promises the pairs, one at a time; list asks it for all of them.
    # strict=False, which you may leave out, lets it stop with the shorter of the two.
    return list(zip(a, b, strict=False))
