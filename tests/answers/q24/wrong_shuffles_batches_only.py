import random

from torch.utils.data import DataLoader, TensorDataset


class Batches:
    def __init__(self, n, size, shuffle):
        self.all = [list(range(i, min(i + size, n))) for i in range(0, n, size)]
        self.order = random.sample(self.all, len(self.all)) if shuffle else self.all

    def __iter__(self):
        return iter(self.order)

    def __len__(self):
        return len(self.all)


def make_dataloader(x, y, batch_size, shuffle):
    # the same batches in the same order in every pass
    return DataLoader(TensorDataset(x, y), batch_sampler=Batches(len(x), batch_size, shuffle))
