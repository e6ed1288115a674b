from torch.utils.data import DataLoader, TensorDataset


def mini_batches(x, y, batch_size, generator):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True, generator=generator)
