def rank_from_shape(shape):
    "counts commas"
    return str(tuple(shape)).count(",") + 1
