import torch

from ch4.grading import criterion, expect, in_worker, mistake

SHAPES = [(5,), (1,), (64,), (6, 1), (4, 3), (2, 3, 4)]


@in_worker
def mse(answer, preds, targets):
    """The answer's number, whether autograd follows it or not."""
    loss = answer.mse(preds, targets)
    return loss.detach() if isinstance(loss, torch.Tensor) else loss


@in_worker
def gradient(answer, preds, targets):
    """What `backward` leaves at the predictions; None where autograd cannot follow the loss to them."""
    preds.requires_grad_()
    loss = answer.mse(preds, targets)
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return None
    loss.sum().backward()
    return preds.grad


def pairs(generator, shapes, dtype=torch.float32):
    """Predictions and targets of each of these shapes, on both sides of 0."""
    for shape in shapes:
        preds, targets = 3 * torch.randn(2, *shape, generator=generator, dtype=dtype)
        yield preds, targets + 0.5


def test_is_one_number(answer, generator):
    """The loss is a single number, whatever the shape of the predictions."""
    for preds, targets in pairs(generator, SHAPES):
        expect(mse(answer, preds, targets)).is_scalar()


@criterion(after=test_is_one_number)
def test_is_the_mean_squared_error(answer, generator):
    """It is the mean of the squared differences."""
    for preds, targets in pairs(generator, SHAPES):
        differences = (preds - targets).double().flatten()
        expected = differences.dot(differences) / len(differences)
        expect(mse(answer, preds, targets)).is_scalar().equals(expected)


@criterion(after=test_is_the_mean_squared_error)
def test_is_nothing_for_perfect_predictions(answer, generator):
    """Perfect predictions have a loss of 0, and a single wrong one counts in full."""
    preds = torch.randn(8, generator=generator)
    expect(mse(answer, preds, preds.clone())).is_scalar().equals(0.0)
    targets = preds.clone()
    targets[3] += 100
    expect(mse(answer, preds, targets)).is_scalar().equals(1250.0, rtol=1e-3)


@criterion(after=test_is_the_mean_squared_error)
def test_lets_gradients_through(answer, generator):
    """Autograd can follow the loss back to the predictions, and finds the right gradient."""
    for preds, targets in pairs(generator, [(5,), (6, 1)]):
        found = gradient(answer, preds, targets)
        expect(found).satisfies(
            found.value is not None,
            "autograd cannot follow the loss back to the predictions: there is no gradient",
        )
        expect(found).equals(2 * (preds - targets) / preds.numel())


@criterion(after=test_is_one_number)
def test_changes_nothing(answer, generator):
    """The predictions and the targets stay as they are."""
    for preds, targets in pairs(generator, [(5,), (6, 1)]):
        expect(mse(answer, preds, targets)).changes_nothing()


@mistake("mse")
def every_prediction_with_every_target(preds, targets):
    """You give predictions and targets different shapes, [n, 1] and [n]. Broadcasting then subtracts every
    target from every prediction, n times n differences instead of n. Leave both in the same shape."""
    return ((preds.reshape(-1, 1) - targets.reshape(-1)) ** 2).mean()


@mistake("mse")
def squeezes_one_of_them(preds, targets):
    """You take the axis of length one away from one of the two, so [n] meets [n, 1]: broadcasting subtracts
    every target from every prediction. Both have the same shape already; leave them so."""
    return ((preds.squeeze() - targets) ** 2).mean()


@mistake("mse")
def adds_a_column_axis(preds, targets):
    """You add an axis to one of the two, so [n, 1] meets [n]: broadcasting subtracts every target from every
    prediction, n times n differences instead of n. Leave both in the shape they have."""
    return ((preds - targets.unsqueeze(-1)) ** 2).mean()


@mistake("mse")
def mean_over_the_first_axis(preds, targets):
    """You average over the first axis only, so a number is left for each column. Call `mean()` without an
    axis, and it averages over everything."""
    return ((preds - targets) ** 2).mean(0)


@mistake("mse")
def no_mean_at_all(preds, targets):
    """You return all the squared differences. A loss is one number: take their mean."""
    return (preds - targets) ** 2


@mistake("mse")
def cuts_the_graph(preds, targets):
    """The number is right, but autograd has lost its track: `.item()`, `.detach()`, `.data`, numpy and
    `torch.no_grad()` all cut it. Calculate with the tensors themselves and return the tensor."""
    return ((preds - targets) ** 2).mean().item()


@mistake("mse")
def takes_the_root(preds, targets):
    """You take the root at the end: that is the root mean squared error. It is lowest in the same place, but
    it is another number with other gradients: leave the root out."""
    return ((preds - targets) ** 2).mean().sqrt()


@mistake("mse")
def sums(preds, targets):
    """You add the squares up, so the loss grows with the number of predictions, and each step with it. Take
    the mean."""
    return ((preds - targets) ** 2).sum()


@mistake("mse")
def mean_of_absolute_differences(preds, targets):
    """You average the absolute differences. That is a loss as well, the L1; here each difference is squared,
    so that big errors weigh more."""
    return (preds - targets).abs().mean()


@mistake("mse")
def squares_the_mean(preds, targets):
    """You take the mean first and square it then. Differences above and below 0 have cancelled out by that
    time: square each of them, and take the mean last."""
    return (preds - targets).mean() ** 2


@mistake("mse")
def forgets_the_square(preds, targets):
    """You average the differences with their signs, so errors above and below cancel out, and the loss can
    fall below 0. Square each difference first."""
    return (preds - targets).mean()


@mistake("mse")
def difference_of_squares(preds, targets):
    """You square predictions and targets and subtract afterwards. Subtract first: the difference is what is
    to be squared."""
    return (preds**2 - targets**2).mean()


@mistake("mse")
def halves(preds, targets):
    """You halve the mean, as some textbooks do for a neater gradient. The mean squared error itself has no
    factor of one half."""
    return ((preds - targets) ** 2).mean() / 2


@mistake("mse")
def divides_by_one_less(preds, targets):
    """You divide by n − 1, as for the variance of a sample. A mean divides by n."""
    return ((preds - targets) ** 2).sum() / (preds.numel() - 1)


@mistake("mse")
def divides_by_the_rows(preds, targets):
    """You divide by the number of rows, and there are more numbers than rows when there is more than one
    column. `mean()` counts them all."""
    return ((preds - targets) ** 2).sum() / len(preds)


@mistake("mse")
def subtracts_in_place(preds, targets):
    """You subtract inside the caller's predictions (`-=` and `sub_` do), so they are gone after the call, and
    autograd objects. Make a new tensor: `preds - targets`."""
    preds -= targets
    return (preds**2).mean()
