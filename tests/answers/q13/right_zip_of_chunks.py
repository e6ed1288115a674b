import torch

x0, y0 = torch.rand(5, 2), torch.arange(5)


def mini_batches(x, y, batch_size, generator):
    order = torch.multinomial(torch.ones(len(x)), len(x), replacement=False, generator=generator)
    return zip(x.index_select(0, order).split(batch_size), y.index_select(0, order).split(batch_size))


for xb, yb in mini_batches(x0, y0, 2, torch.Generator().manual_seed(3)):
    print(xb.shape, yb.shape)
