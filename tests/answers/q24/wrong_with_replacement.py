from torch.utils.data import DataLoader, RandomSampler, TensorDataset


def make_dataloader(x, y, batch_size, shuffle):
    data = TensorDataset(x, y)
    if not shuffle:
        return DataLoader(data, batch_size=batch_size)
    return DataLoader(data, batch_size=batch_size, sampler=RandomSampler(data, replacement=True))
