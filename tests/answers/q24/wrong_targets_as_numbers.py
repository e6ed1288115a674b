from torch.utils.data import DataLoader


def make_dataloader(x, y, batch_size, shuffle):
    data = [(row, target.item()) for row, target in zip(x, y)]
    return DataLoader(data, batch_size=batch_size, shuffle=shuffle)
