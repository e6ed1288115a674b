import torch

orders = {}


def mini_batches(x, y, batch_size, generator):
    # one order for each size, drawn once
    if len(x) not in orders:
        orders[len(x)] = torch.randperm(len(x), generator=generator)
    for rows in orders[len(x)].split(batch_size):
        yield x[rows], y[rows]
