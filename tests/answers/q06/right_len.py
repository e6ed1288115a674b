import torch
def rank_from_shape(shape):
    rank = len(shape)
    print(f"{shape} has rank {rank}")
    return rank
assert rank_from_shape(torch.zeros(3, 4).shape) == 2
