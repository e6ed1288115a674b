import torch
from torch.utils.data import DataLoader


def make_dataloader(x, y, batch_size, shuffle):
    def rows(indices):
        return [x[indices], y[indices]]

    return DataLoader(range(len(x)), batch_size=batch_size, shuffle=shuffle, collate_fn=rows)


if __name__ == "__main__":
    print(next(iter(make_dataloader(torch.zeros(3), torch.ones(3), 2, False))))
