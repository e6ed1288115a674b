from torch.utils.data import DataLoader


def make_dataloader(x, y, batch_size, shuffle):
    pairs = list(zip(x, y))
    return DataLoader(pairs, batch_size, shuffle)
