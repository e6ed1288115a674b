def rank_from_shape(shape):
    return min(len(shape), 4)
