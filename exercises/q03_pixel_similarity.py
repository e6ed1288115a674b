"""Before any learning, a baseline: what does the average 3 look like, and the average 7? An image is then
taken for the digit whose average it resembles most, pixel by pixel.

`train_images` is a dictionary from each digit to the training images of it, and `images` are the ones to
recognise. All images are float32, 28×28, from 0 (black) to 1 (white).

    train_images = {3: threes, 7: sevens}            each of shape [n, 28, 28]; n may differ
    pixel_similarity(train_images, images)           images: [5, 28, 28]
        tensor([7, 3, 3, 7, 3])                      int64 [5]: one digit for each image

There may be any digits among the keys, in any order, and more than two of them. How far two images are apart
may be the mean of the absolute differences or of the squared ones: choose one.
"""

import torch


def pixel_similarity(train_images: dict[int, torch.Tensor], images: torch.Tensor) -> torch.Tensor:
    """The digit whose mean training image is nearest to each of the images: int64 [m]."""
    raise NotImplementedError
