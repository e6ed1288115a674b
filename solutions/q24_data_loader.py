from torch.utils.data import DataLoader, TensorDataset


def make_dataloader(x, y, batch_size, shuffle):
    # The dataset keeps each row of x together with its row of y; the loader draws from it.
    dataset = TensorDataset(x, y)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle)
