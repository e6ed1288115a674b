import torch


def mini_batches(x, y, batch_size, generator):
    order = torch.randperm(len(x), generator=generator)
    for rows in order.split(batch_size):
        yield x[rows], y[rows].flatten()
