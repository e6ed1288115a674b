import torch


def split_indices(n, valid_fraction, generator):
    k = round(n * valid_fraction)
    turned = torch.arange(n).roll(int(torch.randint(n, (), generator=generator)))
    return turned[k:], turned[:k]
