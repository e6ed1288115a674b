import torch
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    def __init__(self, x, y):
        assert len(x) == len(y)
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def make_dataloader(x: torch.Tensor, y: torch.Tensor, batch_size: int, shuffle: bool) -> DataLoader:
    return DataLoader(Pairs(x, y), batch_size=batch_size, shuffle=shuffle, drop_last=False)


dl = make_dataloader(torch.arange(5.0), torch.arange(5.0) * 10, 2, True)
for xb, yb in dl:
    print(xb, yb)
