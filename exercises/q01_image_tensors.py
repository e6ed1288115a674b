"""A computer keeps a grey image as a grid of numbers, one for each pixel: 0 is black, 255 is white. A colour
image is three such grids, one each for red, green and blue, stacked on top of each other.

Make both kinds of image, painted with a single colour from edge to edge. Pixels are bytes: dtype `uint8`.

    gray_image(2, 3, 255)                        shape [2, 3]: two rows of three white pixels
        tensor([[255, 255, 255],
                [255, 255, 255]], dtype=torch.uint8)

    color_image(2, 3, (255, 128, 0))             shape [3, 2, 3]: the channels come first
        channel 0 (red) holds 255, channel 1 (green) 128, channel 2 (blue) 0, in every pixel
"""

import torch


def gray_image(height: int, width: int, value: int) -> torch.Tensor:
    """A grey image, uint8 [height, width], in which every pixel is `value` (0 to 255)."""
    raise NotImplementedError


def color_image(height: int, width: int, rgb: tuple[int, int, int]) -> torch.Tensor:
    """A colour image, uint8 [3, height, width], in which every pixel has the colour `rgb`."""
    raise NotImplementedError
