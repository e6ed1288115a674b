import torch


def stack_images(images):
    # `stack` makes a new axis for the images; dividing whole numbers gives float32.
    return torch.stack(images) / 255
