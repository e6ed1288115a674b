"""A model takes many images at once, as one tensor: the images are stacked like cards, so the first axis says
which image, the second which row, the third which column. That is a tensor of rank 3.

You have a list of raw images, as they come out of files: each is uint8 of shape [28, 28], from 0 to 255.
Make one float32 tensor of them: pixels from 0.0 (black) to 1.0 (white), images in the order of the list.

    images = [three, another_three, a_third]         each uint8 [28, 28]
    stack_images(images)                             float32 [3, 28, 28]

A pixel of 0 becomes 0.0, one of 51 becomes 0.2, and one of 255 becomes 1.0.
"""

import torch


def stack_images(images: list[torch.Tensor]) -> torch.Tensor:
    """One tensor of all the images: float32 [n, 28, 28], in 0..1."""
    raise NotImplementedError
