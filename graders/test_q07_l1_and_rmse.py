import torch

from ch4.grading import criterion, expect, mistake


def pairs(generator, *shapes):
    """Two tensors of each shape; the second is brighter on the whole, but not everywhere."""
    for shape in shapes:
        yield torch.randn(shape, generator=generator), torch.randn(shape, generator=generator) + 0.4


def test_l1_is_the_mean_absolute_difference(answer, solution, generator):
    """The L1 distance is the mean of the absolute differences, a single number."""
    for a, b in pairs(generator, (28, 28), (5, 28)):
        expect(answer.l1_distance(a, b)).is_scalar().equals(solution.l1_distance(a, b))


def test_rmse_is_the_root_of_the_mean_square(answer, solution, generator):
    """The RMSE is the square root of the mean squared difference, a single number."""
    for a, b in pairs(generator, (28, 28), (5, 28)):
        expect(answer.rmse(a, b)).is_scalar().equals(solution.rmse(a, b))


@criterion(after=test_l1_is_the_mean_absolute_difference)
def test_l1_takes_any_shape(answer, solution, generator):
    """The L1 distance takes tensors of any shape: a row, a stack of images, a single number."""
    for a, b in pairs(generator, (6,), (4, 28, 28), (2, 3, 4, 5), (1, 1), ()):
        expect(answer.l1_distance(a, b)).is_scalar().equals(solution.l1_distance(a, b))
        expect(answer.l1_distance(b.double(), a.double())).is_scalar().equals(solution.l1_distance(a, b))


@criterion(after=test_rmse_is_the_root_of_the_mean_square)
def test_rmse_takes_any_shape(answer, solution, generator):
    """The RMSE takes tensors of any shape: a row, a stack of images, a single number."""
    for a, b in pairs(generator, (6,), (4, 28, 28), (2, 3, 4, 5), (1, 1), ()):
        expect(answer.rmse(a, b)).is_scalar().equals(solution.rmse(a, b))
        expect(answer.rmse(b.double(), a.double())).is_scalar().equals(solution.rmse(a, b))


@criterion(after=(test_l1_is_the_mean_absolute_difference, test_rmse_is_the_root_of_the_mean_square))
def test_equal_images_are_at_distance_zero(answer, generator):
    """Images that are equal are at distance 0."""
    image = torch.rand(28, 28, generator=generator)
    expect(answer.l1_distance(image, image.clone())).equals(0, atol=1e-3)
    expect(answer.rmse(image, image.clone())).equals(0, atol=1e-3)


@criterion(after=(test_l1_is_the_mean_absolute_difference, test_rmse_is_the_root_of_the_mean_square))
def test_leaves_the_images_as_they_are(answer, generator):
    """The images stay as they are."""
    for a, b in pairs(generator, (28, 28)):
        expect(answer.l1_distance(a, b)).changes_nothing()
        expect(answer.rmse(a, b)).changes_nothing()


@mistake("l1_distance")
def difference_of_each_pixel(a, b):
    """You return the difference of every pixel. The distance of two images is one number: the mean of those
    differences."""
    return (a - b).abs()


@mistake("l1_distance")
def l1_summed(a, b):
    """You add the absolute differences up. With the sum, larger images would seem farther apart: take the
    mean."""
    return (a - b).abs().sum()


@mistake("l1_distance")
def l1_with_signs(a, b):
    """You average the differences with their signs, so pixels that are too bright cancel those that are too
    dark. Take the absolute value of each difference first."""
    return (a - b).mean()


@mistake("l1_distance")
def l1_sign_dropped_too_late(a, b):
    """You take the mean first and the absolute value afterwards, and by then the differences have cancelled.
    Swap the two."""
    return (a - b).mean().abs()


@mistake("l1_distance")
def l1_of_squares(a, b):
    """You square the differences, and that is the mean squared error. The L1 distance takes their absolute
    values."""
    return ((a - b) ** 2).mean()


@mistake("l1_distance")
def l1_with_a_root(a, b):
    """You compute the RMSE here. The L1 distance needs neither squares nor a root, only absolute values."""
    return ((a - b) ** 2).mean().sqrt()


@mistake("l1_distance")
def l1_by_the_number_of_rows(a, b):
    """You divide by `len(a)`, which is the length of the first axis. A mean divides by the number of all
    pixels."""
    return (a - b).abs().sum() / (len(a) if a.dim() else 1)


@mistake("l1_distance")
def l1_largest(a, b):
    """You take the largest difference. The L1 distance is the mean of all of them."""
    return (a - b).abs().max()


@mistake("l1_distance")
def l1_for_each_column(a, b):
    """You average over the first axis only, so several numbers are left. Without an axis, `mean` averages
    over all pixels."""
    return (a - b).abs().mean(0)


@mistake("rmse")
def rmse_without_the_root(a, b):
    """You stop at the mean squared error. The R of RMSE is the root, which brings the result back to the
    scale of the pixels."""
    return ((a - b) ** 2).mean()


@mistake("rmse")
def root_of_each_difference(a, b):
    """You take the root of each squared difference, which undoes the square: what is left is the L1 distance.
    Take the mean first and its root afterwards."""
    return ((a - b) ** 2).sqrt().mean()


@mistake("rmse")
def rmse_summed(a, b):
    """You take the root of the sum of the squares. With the sum, larger images would seem farther apart: take
    the mean before the root."""
    return ((a - b) ** 2).sum().sqrt()


@mistake("rmse")
def squared_too_late(a, b):
    """You square the mean of the differences, and by then they have cancelled. Square each difference
    first."""
    return ((a - b).mean() ** 2).sqrt()


@mistake("rmse")
def squares_before_the_difference(a, b):
    """You square the pixels and then subtract. It is the differences that are squared: subtract first."""
    return (a**2 - b**2).mean().abs().sqrt()


@mistake("rmse")
def root_of_the_absolute_differences(a, b):
    """You take the root of the mean absolute difference. The root belongs to the squares: square each
    difference instead of dropping its sign."""
    return (a - b).abs().mean().sqrt()


@mistake("rmse")
def rmse_by_the_number_of_rows(a, b):
    """You divide by `len(a)`, which is the length of the first axis. A mean divides by the number of all
    pixels."""
    return (((a - b) ** 2).sum() / (len(a) if a.dim() else 1)).sqrt()


@mistake("rmse")
def rmse_for_each_column(a, b):
    """You average over the first axis only, so several numbers are left. Without an axis, `mean` averages
    over all pixels."""
    return ((a - b) ** 2).mean(0).sqrt()
