import torch


def flatten(images):
    return torch.from_numpy(images.numpy().reshape(-1, 28 * 28))


def add_column(labels):
    array = labels.numpy()
    return torch.from_numpy(array[:, None])
