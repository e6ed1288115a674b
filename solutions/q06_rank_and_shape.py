def rank_from_shape(shape):
    # The shape holds one length for each axis, so there are as many axes as lengths.
    return len(shape)
