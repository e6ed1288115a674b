import torch


def mini_batches(x, y, batch_size, generator):
    # "shuffled": turned round from a random row on
    start = int(torch.randint(len(x), (), generator=generator))
    order = torch.arange(len(x)).roll(start)
    for rows in order.split(batch_size):
        yield x[rows], y[rows]
