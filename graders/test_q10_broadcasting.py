import sys

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def loops(answer, a, b):
    """Whether the work is repeated in Python: many calls of PyTorch, or many lines of the answer's file."""

    class Counter(torch.overrides.TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Counter.calls += 1
            return function(*args, **(kwargs or {}))

    lines = 0
    mnist_distance = answer.mnist_distance
    file = getattr(getattr(mnist_distance, "__code__", None), "co_filename", None)

    def count_lines(frame, event, argument):
        nonlocal lines
        if frame.f_code.co_filename != file:
            return None
        lines += event == "line"
        return count_lines

    before = sys.gettrace()
    sys.settrace(count_lines)
    try:
        with Counter():
            mnist_distance(a, b)
    finally:
        sys.settrace(before)
    # Broadcasting takes a handful of either, whatever the number of images and pixels.
    return Counter.calls > 60 or lines > 100


def test_measures_many_images_against_one(answer, generator):
    """A stack of images against one image gives one distance an image, whichever comes first."""
    one = torch.randn(28, 28, generator=generator) + 0.5  # brighter than most: a signed mean is negative
    for n in (7, 1, 28):
        many = torch.randn(n, 28, 28, generator=generator)
        distances = torch.stack([(image - one).abs().mean() for image in many])
        expect(answer.mnist_distance(many, one)).has_shape(n).equals(distances)
        expect(answer.mnist_distance(one, many)).has_shape(n).equals(distances)


@criterion(after=test_measures_many_images_against_one)
def test_measures_one_image_against_one(answer, generator):
    """Two images give a single number, the mean absolute difference of their pixels."""
    for _ in range(2):
        a, b = torch.randn(2, 28, 28, generator=generator)
        expect(answer.mnist_distance(a, b)).is_scalar().equals((a - b).abs().mean())


@criterion(after=test_measures_many_images_against_one)
def test_keeps_every_axis_in_front(answer, generator):
    """Stacks are compared as they broadcast, and all the axes in front of the image stay."""
    for a_shape, b_shape in [((5,), (5,)), ((4, 1), (3,)), ((2, 3), (2, 3)), ((2, 1, 3), (4, 1))]:
        a = torch.randn(*a_shape, 28, 28, generator=generator)
        b = torch.randn(*b_shape, 28, 28, generator=generator)
        expect(answer.mnist_distance(a, b)).equals((a - b).abs().sum((-1, -2)) / (28 * 28))


@criterion(after=test_measures_one_image_against_one)
def test_takes_images_of_any_size(answer, generator):
    """The images may have any height and width."""
    for height, width in [(3, 5), (64, 1)]:
        a = torch.randn(height, width, dtype=torch.float64, generator=generator)
        b = torch.randn(height, width, dtype=torch.float64, generator=generator)
        expect(answer.mnist_distance(a, b)).is_scalar().equals((a - b).abs().mean())


@criterion(after=test_measures_many_images_against_one)
def test_leaves_the_images_as_they_are(answer, generator):
    """The images themselves are not changed."""
    a, b = torch.randn(2, 6, 28, 28, generator=generator)
    expect(answer.mnist_distance(a, b)).changes_nothing()


@criterion(after=test_measures_many_images_against_one)
def test_needs_no_loop(answer, generator):
    """Broadcasting does the repeating: there is no loop over images or pixels."""
    many, one = torch.randn(150, 28, 28, generator=generator), torch.randn(28, 28, generator=generator)
    looped = loops(answer, many, one)
    expect(looped).satisfies(
        looped.value is False, "the work is repeated in a Python loop, for 150 images or for their pixels"
    )


@mistake("mnist_distance")
def loops_though_it_is_right(a, b):
    """You go through the images or pixels one by one. The numbers are right, but a subtraction of whole
    stacks does the same in one step, much faster: name the axes to average, and leave the loop out."""
    a, b = torch.broadcast_tensors(a, b)
    distances = [(a[..., i, j] - b[..., i, j]).abs() for i in range(a.shape[-2]) for j in range(a.shape[-1])]
    return torch.stack(distances).mean(0)


@mistake("mnist_distance")
def loops_over_the_first_stack(a, b):
    """You loop over `a`, as if it always were a stack: of a single image that takes the rows. Subtract the
    tensors whole, broadcasting repeats the smaller one, and average over the last two axes."""
    return torch.stack([(image - b).abs().mean() for image in a])


@mistake("mnist_distance")
def loops_over_both_stacks(a, b):
    """You walk through `a` and `b` side by side, as if both always were stacks of the same length. Subtract
    the tensors whole, broadcasting lines them up, and average over the last two axes."""
    return torch.stack([(one - other).abs().mean() for one, other in zip(a, b, strict=False)])


@mistake("mnist_distance")
def subtracts_in_place(a, b):
    """You subtract inside the caller's tensor (`a -= b` and `a.sub_(b)` do), so their images are gone after
    the call. Let the difference be a new tensor: `a - b`."""
    a -= b
    return a.abs().mean((-1, -2))


@mistake("mnist_distance")
def mean_over_everything(a, b):
    """You average over all axes, so a whole stack of images ends in one number. Tell `mean` which axes to
    average over: the last two."""
    return (a - b).abs().mean()


@mistake("mnist_distance")
def mean_over_the_first_two_axes(a, b):
    """You average over axes 0 and 1. In a stack, axis 0 counts the images: that mixes the images up and keeps
    the columns apart. Count the axes from the end, so that they are the image's own."""
    return (a - b).abs().mean((0, 1))


@mistake("mnist_distance")
def mean_over_axes_one_and_two(a, b):
    """You average over axes 1 and 2. That fits a stack of images, but a single image has axes 0 and 1, and a
    stack of stacks has 2 and 3. Counted from the end, the last two are always the same."""
    return (a - b).abs().mean((1, 2))


@mistake("mnist_distance")
def mean_over_the_last_axis(a, b):
    """You average over one axis only, so each row of an image still has its own number. Average over the last
    two axes, rows and columns."""
    return (a - b).abs().mean(-1)


@mistake("mnist_distance")
def keeps_axes_of_length_one(a, b):
    """With `keepdim=True` the averaged axes stay, with length one. Leave it out: they are to go."""
    return (a - b).abs().mean((-1, -2), keepdim=True)


@mistake("mnist_distance")
def signed(a, b):
    """You average the differences with their signs, so brighter and darker pixels cancel out. Take the
    absolute value of each difference first."""
    return (a - b).mean((-1, -2))


@mistake("mnist_distance")
def absolute_value_last(a, b):
    """You take the absolute value after the mean. By then, brighter and darker pixels have cancelled out:
    take it of each difference, before you average."""
    return (a - b).mean((-1, -2)).abs()


@mistake("mnist_distance")
def sums(a, b):
    """You add the differences up, so bigger images are farther apart by their size alone. Take the mean."""
    return (a - b).abs().sum((-1, -2))


@mistake("mnist_distance")
def squares(a, b):
    """You average the squares of the differences. That is another distance: here the absolute values are
    averaged."""
    return ((a - b) ** 2).mean((-1, -2))


@mistake("mnist_distance")
def root_of_mean_square(a, b):
    """You take the root of the mean square. That is another distance, which weighs big differences more: here
    the absolute values are averaged."""
    return ((a - b) ** 2).mean((-1, -2)).sqrt()
