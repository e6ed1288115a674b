import torch


def mini_batches(x, y, batch_size, generator):
    order = torch.randperm(len(x), generator=generator)
    for rows in order.split(batch_size):
        yield torch.cat([x[rows].flatten(1), y[rows].reshape(-1, 1)], dim=1)
