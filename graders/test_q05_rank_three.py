import torch

from ch4.grading import criterion, expect, mistake


def raw_images(n, generator, brightest=256):
    """A list of raw images: uint8 [28, 28], each with its own pixels."""
    size = (28, 28)
    return [torch.randint(0, brightest, size, dtype=torch.uint8, generator=generator) for _ in range(n)]


def test_has_rank_three(answer, generator):
    """The result has rank 3: images, rows, columns."""
    for n in (3, 1, 10):
        expect(answer.stack_images(raw_images(n, generator))).is_a("tensor").has_shape(n, 28, 28)


@criterion(after=test_has_rank_three)
def test_is_float32(answer, generator):
    """The pixels are float32 numbers."""
    expect(answer.stack_images(raw_images(4, generator))).has_dtype("float32")


@criterion(after=test_has_rank_three)
def test_goes_from_0_to_1(answer):
    """Black, 0, becomes 0.0, white, 255, becomes 1.0, and the greys lie in between."""
    # 0, 1, 2, … 255, and again from 0, so that every grey is there
    image = (torch.arange(784) % 256).view(28, 28)
    expect(answer.stack_images([image.to(torch.uint8)])).equals(image[None] / 255)


@criterion(after=test_has_rank_three)
def test_scale_is_the_same_for_every_image(answer, generator):
    """A dark image stays dark: every image is scaled alike, and they keep the list's order."""
    dark = [*raw_images(1, generator, brightest=60), *raw_images(1, generator, brightest=120)]
    for images in (dark, [*dark, *raw_images(3, generator)]):
        expected = torch.zeros(len(images), 28, 28)
        for place, image in enumerate(images):
            expected[place] = image / 255
        expect(answer.stack_images(images)).equals(expected)


@criterion(after=test_has_rank_three)
def test_leaves_the_images_as_they_are(answer, generator):
    """The images of the list stay as they are."""
    expect(answer.stack_images(raw_images(3, generator))).changes_nothing()


@mistake("stack_images")
def joined_end_to_end(images):
    """`cat` joins the images along an axis that they already have, so you get one very tall image. A new
    axis is needed, to say which image it is: that is what `stack` makes."""
    return torch.cat(images).float() / 255


@mistake("stack_images")
def flattened(images):
    """You lay each image out as one long row, which leaves rank 2. Keep its rows and columns."""
    return torch.stack(images).flatten(1).float() / 255


@mistake("stack_images")
def stacked_at_the_end(images):
    """You stack along the last axis, so the number of the image comes last. It is to be the first axis."""
    return torch.stack(images, dim=-1).float() / 255


@mistake("stack_images")
def channel_axis_added(images):
    """You add a channel axis. Models for colour images want one, but here rank 3 is asked: images, rows,
    columns."""
    return torch.stack(images).float().unsqueeze(1) / 255


@mistake("stack_images")
def a_list_of_tensors(images):
    """You convert each image but leave them in a list. One tensor that holds all of them is asked for."""
    return [image.float() / 255 for image in images]


@mistake("stack_images")
def not_scaled(images):
    """The pixels still go up to 255. Divide by 255, so that they end at 1."""
    return torch.stack(images).float()


@mistake("stack_images")
def scaled_twice(images):
    """You divide by 255 twice, so even white is nearly black. Once is enough."""
    return torch.stack([image.float() / 255 for image in images]) / 255


@mistake("stack_images")
def divided_by_256(images):
    """You divide by 256, so white falls short of 1. A byte goes from 0 to 255: divide by the largest value,
    not by how many there are."""
    return torch.stack(images).float() / 256


@mistake("stack_images")
def whole_number_division(images):
    """`//` throws away what comes after the decimal point, so every pixel below 255 becomes 0. Divide with
    `/`."""
    return torch.stack(images).float() // 255


@mistake("stack_images")
def between_minus_one_and_one(images):
    """You scale to the range from -1 to 1. The question asks for 0 to 1, so black stays 0."""
    return torch.stack(images).float() / 127.5 - 1


@mistake("stack_images")
def each_by_its_own_brightest(images):
    """You divide each image by its own brightest pixel, so a dark image becomes as bright as the others.
    Divide all of them by 255."""
    return torch.stack([image.float() / image.max() for image in images])


@mistake("stack_images")
def all_by_the_brightest(images):
    """You divide by the brightest pixel that happens to be there. The same pixel would then mean something
    else in another list: divide by 255, always."""
    stacked = torch.stack(images).float()
    return stacked / stacked.max()


@mistake("stack_images")
def in_reverse(images):
    """Your images come in the reverse order. The first image of the list is to be the first of the tensor."""
    return torch.stack(images[::-1]).float() / 255


@mistake("stack_images")
def of_another_float_type(images):
    """Your numbers are right, in another type: most of PyTorch works with float32, and mixing types leads to
    errors later on. `.float()` makes float32."""
    return torch.stack(images).double() / 255
