# drops pairs whose item is falsy: 0 is an item like any other
def pair(a, b):
    return [(x, y) for x, y in zip(a, b) if x and y]
