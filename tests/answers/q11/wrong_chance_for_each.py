import torch


def split_indices(n, valid_fraction, generator):
    # a coin for each index: the size of the validation set is left to chance
    chosen = torch.rand(n, generator=generator) < valid_fraction
    return (~chosen).nonzero().squeeze(1), chosen.nonzero().squeeze(1)
