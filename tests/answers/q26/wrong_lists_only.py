# right for lists and tuples; a string is taken as a single item
def pair(a, b):
    if isinstance(a, str):
        a = [a]
    if isinstance(b, str):
        b = [b]
    return list(zip(a, b))
