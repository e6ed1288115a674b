import torch


def flatten(images):
    return torch.stack([image.reshape(-1) for image in images])


def add_column(labels):
    return labels.unsqueeze(1)
