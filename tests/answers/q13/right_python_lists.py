import random

import torch


def chunks(items, size):
    while items:
        yield items[:size]
        items = items[size:]


def mini_batches(x, y, batch_size, generator):
    seed = torch.randint(2**60, (), generator=generator).item()
    rows = list(range(len(x)))
    random.Random(seed).shuffle(rows)
    for chunk in chunks(rows, batch_size):
        xb = torch.stack([x[i] for i in chunk])
        yb = torch.stack([y[i] for i in chunk])
        yield xb, yb


if __name__ == "__main__":
    for batch in mini_batches(torch.rand(10, 2), torch.arange(10), 4, torch.Generator()):
        print(batch)
