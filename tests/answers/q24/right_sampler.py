import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, TensorDataset


def make_dataloader(x, y, batch_size, shuffle):
    data = TensorDataset(x, y)
    rows = RandomSampler(data) if shuffle else SequentialSampler(data)
    return DataLoader(data, batch_sampler=BatchSampler(rows, batch_size, drop_last=False))
