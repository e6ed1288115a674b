from ch4.grading import criterion, expect, in_worker, mistake


def test_counts_the_axes(answer):
    """The rank is the number of axes, one for each length in the shape."""
    for shape in [(5, 2, 9, 7), (28, 28), (5, 28, 28), (7,), (2, 5, 3, 4, 6, 2), (64, 3)]:
        expect(answer.rank_from_shape(shape)).is_scalar().equals(len(shape))


@criterion(after=test_counts_the_axes)
def test_short_axes_count_too(answer):
    """An axis of length 1 or 0 counts like any other."""
    for shape in [(1, 7, 1, 0, 0, 0, 9), (1, 28, 28), (1,), (1, 1, 1, 1), (0,), (0, 28, 28)]:
        expect(answer.rank_from_shape(shape)).equals(len(shape))


@criterion(after=test_counts_the_axes)
def test_a_single_number_has_rank_zero(answer):
    """A single number has the shape `()`, and its rank is 0."""
    expect(answer.rank_from_shape(())).equals(0)


@in_worker
def rank_from_shape(answer, shape):
    """What the answer makes of the shape of a real tensor, which is a `torch.Size`."""
    import torch

    return answer.rank_from_shape(torch.zeros(shape).shape)


@criterion(after=test_counts_the_axes)
def test_takes_the_shape_of_a_tensor(answer):
    """The shape may be the `torch.Size` of a tensor as well as a plain tuple."""
    for shape in [(6, 28, 28), (4,), (3, 2, 2, 5)]:
        expect(rank_from_shape(answer, shape)).equals(len(shape))


@mistake("rank_from_shape")
def at_least_one(shape):
    """You give a single number the rank 1. It has no axes at all: its shape is `()`, and its rank is 0."""
    return max(len(shape), 1)


@mistake("rank_from_shape")
def how_many_numbers(shape):
    """You multiply the lengths, and that is how many numbers the tensor holds. The rank is how many axes it
    has."""
    product = 1
    for length in shape:
        product *= length
    return product


@mistake("rank_from_shape")
def length_of_the_first_axis(shape):
    """You return the length of the first axis, such as the number of images. The rank is the number of axes,
    however long they are."""
    return shape[0] if len(shape) else 0


@mistake("rank_from_shape")
def length_of_the_last_axis(shape):
    """You return the length of the last axis. The rank is the number of axes, however long they are."""
    return shape[-1] if len(shape) else 0


@mistake("rank_from_shape")
def sum_of_the_lengths(shape):
    """You add the lengths up. The rank only counts the axes, so the lengths themselves do not matter."""
    return sum(shape)


@mistake("rank_from_shape")
def longest_axis(shape):
    """You return the length of the longest axis. The rank is the number of axes, however long they are."""
    return max(shape, default=0)


@mistake("rank_from_shape")
def index_of_the_last_axis(shape):
    """You return the index of the last axis, which is one less than the rank, as indices begin at 0. Count
    the axes."""
    return len(shape) - 1


@mistake("rank_from_shape")
def rank_of_a_matrix(shape):
    """You take the rank of a matrix from linear algebra, which depends on the numbers in it. The rank of a
    tensor is another thing: how many axes it has."""
    return min(shape, default=0)


@mistake("rank_from_shape")
def the_shape_itself(shape):
    """You return the shape: the lengths of the axes. The rank is a single number, how many lengths there
    are."""
    return tuple(shape)


@mistake("rank_from_shape")
def axes_of_length_one_left_out(shape):
    """You leave out the axes of length 1. They are axes all the same: a batch of one image has rank 3, the
    image alone rank 2."""
    return len([length for length in shape if length != 1])


@mistake("rank_from_shape")
def only_axes_longer_than_one(shape):
    """You leave out the axes of length 1 and 0. They are axes all the same: an empty list of images is still
    a tensor of rank 3."""
    return len([length for length in shape if length > 1])


@mistake("rank_from_shape")
def empty_axes_left_out(shape):
    """You leave out the axes of length 0. A tensor without any numbers in it still has its axes."""
    return len([length for length in shape if length])
