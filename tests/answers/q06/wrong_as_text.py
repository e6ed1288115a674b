def rank_from_shape(shape):
    return str(len(shape))
