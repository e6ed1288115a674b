import torch


def mini_batches(x, y, batch_size, generator):
    order = torch.randperm(len(x), generator=generator)
    short = len(x) % batch_size
    if short:
        yield x[order[:short]], y[order[:short]]
    for start in range(short, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]
