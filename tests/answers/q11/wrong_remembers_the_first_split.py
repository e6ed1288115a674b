import functools

import torch


@functools.lru_cache
def deck(n):
    return torch.randperm(n)


def split_indices(n, valid_fraction, generator):
    k = round(n * valid_fraction)
    return deck(n)[k:], deck(n)[:k]
