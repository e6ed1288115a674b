rank_from_shape = lambda shape: 1 + rank_from_shape(shape[1:]) if shape else 0
