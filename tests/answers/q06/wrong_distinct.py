def rank_from_shape(shape):
    return len(set(shape))
