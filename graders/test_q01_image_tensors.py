from ch4.grading import criterion, expect, mistake


def test_grey_has_one_number_for_each_pixel(answer):
    """A grey image has one number for each pixel: shape [height, width]."""
    for height, width in [(2, 5), (7, 4), (1, 1), (28, 28)]:
        expect(answer.gray_image(height, width, 200)).is_a("tensor").has_shape(height, width)


@criterion(after=test_grey_has_one_number_for_each_pixel)
def test_grey_pixels_are_bytes(answer):
    """The pixels of a grey image are bytes: dtype uint8."""
    expect(answer.gray_image(2, 5, 200)).has_dtype("uint8")


@criterion(after=test_grey_has_one_number_for_each_pixel)
def test_every_level_of_grey_is_kept(answer):
    """Every pixel has the value that was asked, for each level from 0 to 255."""
    for value in [200, 255, 0, 1, 254, *range(7, 250, 9)]:
        expect(answer.gray_image(2, 3, value)).equals([[value] * 3] * 2)


def test_colour_has_three_channels_first(answer):
    """A colour image has its three channels first: shape [3, height, width]."""
    for height, width in [(2, 5), (7, 4), (1, 1), (28, 28)]:
        image = answer.color_image(height, width, (10, 20, 60))
        expect(image).is_a("tensor").has_shape(3, height, width)


@criterion(after=test_colour_has_three_channels_first)
def test_colour_pixels_are_bytes(answer):
    """The pixels of a colour image are bytes: dtype uint8."""
    expect(answer.color_image(2, 5, (10, 20, 60))).has_dtype("uint8")


@criterion(after=test_colour_has_three_channels_first)
def test_channels_are_red_green_blue(answer):
    """Channel 0 holds the red, channel 1 the green and channel 2 the blue of every pixel."""
    for rgb in [(10, 20, 60), (255, 128, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0), (255, 255, 255), (7, 7, 1)]:
        expect(answer.color_image(4, 2, rgb)).equals([[[value] * 2] * 4 for value in rgb])


@mistake("gray_image")
def grey_as_fractions(height, width, value):
    """You store fractions between 0 and 1. That scale is for computing, later on; the image itself is asked
    for as it is in a file, in whole numbers from 0 to 255 (`uint8`)."""
    import torch

    return torch.full((height, width), value / 255)


@mistake("gray_image")
def grey_width_first(height, width, value):
    """You put the width before the height. The first axis of an image counts its rows, so it is as long as
    the image is high."""
    import torch

    return torch.full((width, height), value, dtype=torch.uint8)


@mistake("gray_image")
def grey_in_three_channels(height, width, value):
    """You give the grey image three channels. Grey needs only one number for each pixel, so the height and
    the width are its only axes."""
    import torch

    return torch.full((3, height, width), value, dtype=torch.uint8)


@mistake("gray_image")
def grey_with_a_channel_axis(height, width, value):
    """You add an axis of length one in front. The question asks for a plain grid, so leave it out."""
    import torch

    return torch.full((1, height, width), value, dtype=torch.uint8)


@mistake("gray_image")
def grey_that_overflows(height, width, value):
    """You scale by 256, but a byte ends at 255: white becomes 256, which wraps round to 0, and that is black.
    Store the value as it is."""
    import torch

    return torch.full((height, width), int(value / 255 * 256) % 256, dtype=torch.uint8)


@mistake("gray_image")
def black_and_white_swapped(height, width, value):
    """You count darkness, as ink on paper. Pixel values count light: 0 is black and 255 is white, so no
    subtraction is needed."""
    import torch

    return torch.full((height, width), 255 - value, dtype=torch.uint8)


@mistake("gray_image")
def grey_of_another_type(height, width, value):
    """Your grey image holds the right numbers in the wrong type: PyTorch chose one with more bytes a number.
    Ask for `uint8`, which takes one byte a pixel."""
    import torch

    return torch.full((height, width), value)


@mistake("color_image")
def channels_last(height, width, rgb):
    """You put the channels last, as picture files and matplotlib do. PyTorch wants them first:
    [3, height, width]."""
    import torch

    return torch.tensor(rgb, dtype=torch.uint8).expand(height, width, 3)


@mistake("color_image")
def colour_width_first(height, width, rgb):
    """You put the width before the height. After the channels come the rows, so the height is the second
    axis and the width the third."""
    import torch

    return torch.stack([torch.full((width, height), value, dtype=torch.uint8) for value in rgb])


@mistake("color_image")
def one_number_for_a_colour(height, width, rgb):
    """You reduce each colour to a single number, and that is a grey image. A colour needs three numbers for
    each pixel, so the image needs a channel axis of length three."""
    import torch

    return torch.full((height, width), sum(rgb) // 3, dtype=torch.uint8)


@mistake("color_image")
def colour_as_fractions(height, width, rgb):
    """You store fractions between 0 and 1. The image is asked for as it is in a file, in whole numbers from
    0 to 255 (`uint8`)."""
    import torch

    return torch.stack([torch.full((height, width), value / 255) for value in rgb])


@mistake("color_image")
def blue_first(height, width, rgb):
    """You stack the channels as blue, green, red. Some libraries do so, but here channel 0 is red."""
    import torch

    return torch.stack([torch.full((height, width), value, dtype=torch.uint8) for value in reversed(rgb)])


@mistake("color_image")
def red_in_every_channel(height, width, rgb):
    """All your channels hold the red value, which makes a shade of grey. Each channel takes its own number
    of `rgb`."""
    import torch

    return torch.full((3, height, width), rgb[0], dtype=torch.uint8)


@mistake("color_image")
def colour_of_another_type(height, width, rgb):
    """Your colour image holds the right numbers in the wrong type: PyTorch chose one with more bytes a
    number. Ask for `uint8`, which takes one byte for each channel of a pixel."""
    import torch

    return torch.stack([torch.full((height, width), value) for value in rgb])
