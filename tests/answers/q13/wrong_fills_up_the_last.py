import torch


def mini_batches(x, y, batch_size, generator):
    # the last batch borrows rows from the first, to be full
    order = torch.randperm(len(x), generator=generator)
    short = -len(x) % batch_size
    order = torch.cat([order, order[:short]])
    for rows in order.split(batch_size):
        yield x[rows], y[rows]
