import torch


def split_indices(n, valid_fraction, generator):
    # index 0 always goes to training
    k = round(n * valid_fraction)
    rest = torch.randperm(n - 1, generator=generator) + 1 if n > 1 else torch.arange(0)
    train = torch.cat([torch.zeros(1, dtype=torch.int64), rest[k:]])
    return train, rest[:k]
