import torch

from ch4.grading import criterion, expect, in_worker, mistake, nit


def test_flatten_makes_a_row_of_each_image(answer, generator):
    """`flatten` gives one row of 784 pixels for each image."""
    for n in (5, 1, 784):
        images = torch.rand(n, 28, 28, generator=generator)
        expect(answer.flatten(images)).is_a("tensor").has_shape(n, 784)


@criterion(after=test_flatten_makes_a_row_of_each_image)
def test_flatten_keeps_the_order_of_the_pixels(answer, generator):
    """Each row holds its own image, one row of pixels after another, as the same kind of numbers."""
    for n in (3, 1):
        images = torch.rand(n, 28, 28, generator=generator)
        raw = torch.randint(0, 256, (n, 28, 28), generator=generator, dtype=torch.uint8)
        expect(answer.flatten(images)).equals(images.reshape(n, 784)).has_dtype("float32")
        expect(answer.flatten(raw)).equals(raw.reshape(n, 784)).has_dtype("uint8")


def test_add_column_stands_the_labels_up(answer, generator):
    """`add_column` gives a column with the labels in their order, one a row."""
    for n in (4, 1, 9):
        labels = torch.randint(0, 10, (n,), generator=generator)
        column = answer.add_column(labels)
        expect(column).is_a("tensor").has_shape(n, 1).equals(labels[:, None]).has_dtype("int64")
    targets = torch.rand(6, generator=generator)
    expect(answer.add_column(targets)).equals(targets[:, None]).has_dtype("float32")


@criterion(after=(test_flatten_keeps_the_order_of_the_pixels, test_add_column_stands_the_labels_up))
def test_leaves_what_came_in_alone(answer, generator):
    """The tensor that came in keeps its shape and its numbers."""
    expect(answer.flatten(torch.rand(2, 28, 28, generator=generator))).changes_nothing()
    expect(answer.add_column(torch.rand(3, generator=generator))).changes_nothing()


@in_worker
def on_nothing(answer, name, tensor):
    try:
        return getattr(answer, name)(tensor)
    except RuntimeError as error:
        # `view(n, -1)`: with no numbers at all, PyTorch cannot work out what -1 stands for.
        if "ambiguous" in str(error) or "-1" in str(error):
            return "-1 cannot be worked out"
        raise


@criterion(after=(test_flatten_keeps_the_order_of_the_pixels, test_add_column_stands_the_labels_up))
def test_takes_an_empty_batch(answer):
    """An empty batch is no special case: [0, 28, 28] becomes [0, 784], and [0] becomes [0, 1]."""
    for name, empty, columns in (("flatten", torch.zeros(0, 28, 28), 784), ("add_column", torch.zeros(0), 1)):
        result = on_nothing(answer, name, empty)
        if result.value == "-1 cannot be worked out":
            nit(f"with an empty batch, `{name}` cannot work out its -1: name the number of columns instead")
        expect(result).has_shape(0, columns)


@criterion(after=(test_flatten_keeps_the_order_of_the_pixels, test_add_column_stands_the_labels_up))
def test_copies_nothing(answer, generator):
    """Both results look at the numbers that came in, and copy none of them."""
    results = {
        "flatten": answer.flatten(torch.rand(2, 28, 28, generator=generator)),
        "add_column": answer.add_column(torch.rand(3, generator=generator)),
    }
    copies = [f"`{name}`" for name, result in results.items() if result.value.shares != 0]
    if copies:
        nit(f"{' and '.join(copies)} copied the numbers: a view has another shape, and costs no memory")


@mistake("flatten")
def swaps_rows_and_columns(images):
    """You ask for 784 rows, so that each row holds one pixel of every image. Turn the shape round: a row
    for each image, 784 columns."""
    return images.view(784, -1)


@mistake("flatten")
def turns_it_to_fit(images):
    """The shape fits, but the pixels of different images are mixed: you made 784 rows and then turned the
    table round. Ask for rows of 784 straight away, and each image stays in one piece."""
    return images.reshape(784, -1).T


@mistake("flatten")
def makes_one_long_line(images):
    """You lay all the images end to end in one line and lose where one stops. Keep the axis of the
    images: only the last two axes become one."""
    return images.view(-1)


@mistake("flatten")
def makes_one_row_for_all(images):
    """All the images share one row. Let PyTorch work out the number of rows, and say yourself that there
    are 784 columns."""
    return images.view(1, -1)


@mistake("flatten")
def keeps_rows_of_28(images):
    """Your rows are the pixel rows of the images, 28 numbers each. A row is to hold a whole image: 28 of
    those, 784 numbers."""
    return images.view(-1, 28)


@mistake("flatten")
def keeps_a_spare_axis(images):
    """Your rows have an axis of length one to spare: [n, 1, 784]. Two axes are asked, images and pixels."""
    return images.view(-1, 1, 784)


@mistake("flatten")
def goes_down_the_columns(images):
    """You read each image column by column. Memory holds it row by row: a view keeps that order, while
    yours had to copy every number to change it."""
    return images.transpose(1, 2).reshape(-1, 784)


@mistake("flatten")
def averages_the_images(images):
    """You mix the images into one. Flattening adds nothing up: every pixel of every image is still there."""
    return images.float().mean(0).view(1, -1)


@mistake("flatten")
def drops_the_view_of_images(images):
    """You give back the images as they came. `view` leaves its tensor as it is and returns the new shape
    beside it, so catch what it returns."""
    images.view(-1, 784)
    return images


@mistake("flatten")
def reshapes_the_caller_s_images(images):
    """Methods whose name ends in an underscore work in place: the caller's own images have another shape
    now. Make a view and leave them alone."""
    return images.resize_(len(images), 784)


@mistake("add_column")
def lays_the_labels_down(labels):
    """Your labels lie in a single row, [1, n]. A column has a row for each label: put the new axis behind
    the one that is there, not before it."""
    return labels.view(1, -1)


@mistake("add_column")
def drops_the_column(labels):
    """You give back the labels as they came, [n]. `view` and `unsqueeze` leave their tensor as it is and
    return the new shape beside it, so catch what they return."""
    labels.unsqueeze(1)
    return labels


@mistake("add_column")
def puts_a_second_column_beside(labels):
    """You put a second column beside the labels. No numbers are to be added: what is new is only the axis
    along which the one column stands."""
    return torch.stack([labels, torch.ones_like(labels)], dim=1)


@mistake("add_column")
def doubles_the_labels(labels):
    """You put the labels there twice, side by side. What is new is only the axis: [n] becomes [n, 1]."""
    return torch.stack([labels, labels], dim=1)


@mistake("add_column")
def adds_two_axes(labels):
    """You added two axes, and one is asked: [n, 1]."""
    return labels.view(-1, 1, 1)


@mistake("add_column")
def changes_the_caller_s_labels(labels):
    """Methods whose name ends in an underscore work in place: the caller's own labels are a column now.
    Make a view and leave them alone."""
    return labels.unsqueeze_(1)
