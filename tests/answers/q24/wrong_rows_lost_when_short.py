from torch.utils.data import DataLoader, TensorDataset


def make_dataloader(x, y, batch_size, shuffle):
    batch_size = min(batch_size, len(x) - 1) or 1
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=shuffle)
