import torch


def mini_batches(x, y, batch_size, generator):
    order = torch.randperm(x.shape[0], generator=generator)
    xs, ys = x[order].split(batch_size), y[order].split(batch_size)
    print(len(xs), "batches")
    return [(xb, yb) for xb, yb in zip(xs, ys)]
