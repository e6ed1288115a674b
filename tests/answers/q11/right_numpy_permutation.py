import numpy as np
import torch


def split_indices(n, valid_fraction, generator):
    rng = np.random.default_rng(generator.initial_seed())
    order = rng.permutation(n)
    n_train = n - round(n * valid_fraction)
    train, valid = np.split(order, [n_train])
    print(len(train), "+", len(valid))
    return [torch.from_numpy(train), torch.from_numpy(valid)]
