import torch
def rank_from_shape(shape):
    return torch.empty(shape).dim()
