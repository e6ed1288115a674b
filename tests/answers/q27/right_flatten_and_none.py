from torch import Tensor


def flatten(images: Tensor) -> Tensor:
    return images.flatten(start_dim=1)


def add_column(labels: Tensor) -> Tensor:
    return labels[:, None]
