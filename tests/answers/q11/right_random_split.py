import warnings

import torch
from torch.utils.data import random_split


def split_indices(n, valid_fraction, generator):
    n_valid = int(n * valid_fraction)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train, valid = random_split(range(n), [n - n_valid, n_valid], generator=generator)
    return torch.tensor(train.indices, dtype=torch.long), torch.tensor(valid.indices, dtype=torch.long)
