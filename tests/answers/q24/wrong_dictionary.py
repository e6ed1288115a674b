from torch.utils.data import DataLoader


def make_dataloader(x, y, batch_size, shuffle):
    rows = [{"x": a, "y": b} for a, b in zip(x, y)]
    return DataLoader(rows, batch_size=batch_size, shuffle=shuffle)
