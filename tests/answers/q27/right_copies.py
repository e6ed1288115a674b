# right numbers, copied: passes with a remark
import torch


def flatten(images):
    rows = torch.zeros(len(images), 784, dtype=images.dtype)
    for i, image in enumerate(images):
        rows[i] = torch.cat([row for row in image])
    return rows


def add_column(labels):
    return labels.clone().unsqueeze(-1)
