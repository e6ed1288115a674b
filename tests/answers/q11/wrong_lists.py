import torch


def split_indices(n, valid_fraction, generator):
    deck = torch.randperm(n, generator=generator).tolist()
    k = round(n * valid_fraction)
    return deck[k:], deck[:k]
