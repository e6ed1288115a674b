def rank_from_shape(shape):
    if type(shape) is not tuple:
        return shape.numel()
    return len(shape)
