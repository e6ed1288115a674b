import torch
def rank_from_shape(shape):
    return torch.tensor(len(torch.Size(shape)))
