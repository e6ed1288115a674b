def pair(a, b):
    return zip(a, b)
