import importlib.util
import sys

import numpy as np
import pytest
import torch

from ch4.grading import criterion, expect, in_worker, mistake

# Where the line is judged. Not at 0 itself: how sharp the bend is there depends on the points that are drawn.
RIGHT_HALF = [0.125, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 1.89]
PLACES = [-x for x in reversed(RIGHT_HALF)] + RIGHT_HALF
TO_SHOW = [k / 20 for k in range(-40, 41)]


@in_worker
def slopes(answer, x):
    """What kind of result it is, and the gradient of its sum."""
    y = answer.relu(x)
    if not isinstance(y, torch.Tensor):
        return "no tensor", None
    if not y.requires_grad:
        return "cut off", None
    y.sum().backward()
    return "followed", x.grad


@in_worker
def plot_relu(answer, places):
    """Each line's lowest and highest point at these places: [places, 2], nan where the line is not."""
    try:
        import matplotlib

        if "matplotlib.pyplot" not in sys.modules:
            matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError as error:
        return str(error)
    before = plt.get_fignums()
    _, ax = plt.subplots()
    answer.plot_relu(ax)
    figures = [plt.figure(number) for number in plt.get_fignums() if number not in before]
    elsewhere = any(other.lines for figure in figures for other in figure.axes if other is not ax)
    lines, dots, upright = [], len(ax.collections) > 0, False
    for line in ax.lines:
        if line.get_transform() != ax.transData or not line.get_visible():
            continue  # `axhline` and its like reach across the axes, whatever the data
        x, y = (np.ma.filled(np.ma.asarray(data, dtype=float), np.nan) for data in line.get_data(orig=False))
        left, right = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
        upright = upright or bool((left == right).any())
        is_dotted = line.get_linestyle() in ("None", " ", "")
        dots = dots or is_dotted
        points = np.full((len(places), 2), np.nan)
        for row, place in enumerate(places):
            pieces = (left <= place) & (place <= right) & (left < right)
            if is_dotted:
                pieces &= right - left <= 0.1  # dots as close as that look like a line
            (k,) = np.nonzero(pieces)
            heights = y[k] + (place - x[k]) / (x[k + 1] - x[k]) * (y[k + 1] - y[k])
            heights = heights[np.isfinite(heights)]
            if len(heights):
                points[row] = heights.min(), heights.max()
        if np.isfinite(points).any():
            lines.append(points)
    for figure in figures:
        plt.close(figure)
    return {"lines": lines, "elsewhere": elsewhere, "dots": dots, "upright": upright}


def misses(line, places):
    """How far a line is from relu at each of these places; nan where it is not."""
    return np.abs(line - np.maximum(places, 0)[:, None]).max(1)


def curve(lines, places):
    """Points [x, y] to draw, of lines that are one curve together."""
    heights = {x: y for line in lines for x, (y, _) in zip(places, line.tolist(), strict=True) if y == y}
    return [[x, round(heights[x], 4)] for x in places if x in heights]


def test_decides_for_a_single_number(answer):
    """A negative number becomes 0, and a positive one stays as it is, however large."""
    numbers = (-2.5, 3.5, 0.0, -0.01, 0.01, 40.0, -1000.0, 1000.0)
    results = [answer.relu(torch.tensor(number)) for number in numbers]
    for number, result in zip(numbers, results, strict=True):
        expect(result).equals(max(number, 0.0))


@criterion(after=test_decides_for_a_single_number)
def test_decides_for_every_number(answer, solution, generator):
    """In a tensor of any shape, each number is dealt with on its own."""
    for shape in ((7,), (3, 4), (1, 1), (2, 3, 5), (0,)):
        x = 3 * torch.randn(shape, generator=generator)
        expect(answer.relu(x)).equals(solution.relu(x)).has_dtype("float32")
    for x in (torch.tensor([-1.0, -2.0, -3.0]), torch.tensor([5.0, 0.5, 2.0])):
        expect(answer.relu(x)).equals(solution.relu(x))
    x = torch.randn(4, 6, dtype=torch.float64, generator=generator)
    expect(answer.relu(x)).has_dtype("float64").equals(solution.relu(x), rtol=1e-12, atol=1e-12)


@criterion(after=test_decides_for_every_number)
def test_leaves_x_alone(answer, generator):
    """The result is a new tensor; the one that was passed in stays as it is."""
    expect(answer.relu(torch.randn(5, 4, generator=generator))).changes_nothing()


@criterion(after=(test_decides_for_every_number, test_leaves_x_alone))
def test_can_be_followed_backwards(answer, solution, generator):
    """The gradient is 0 for a negative number and 1 for a positive one."""
    x = torch.randn(6, 5, generator=generator)
    x = (x + 0.1 * x.sign()).requires_grad_()  # at 0 itself there is no one right gradient
    expect(answer.relu(x.detach())).equals(solution.relu(x.detach()))
    kind, gradient = slopes(answer, x).value
    assert kind != "no tensor", "the result is no tensor, so it has no gradient"
    assert kind != "cut off", "PyTorch cannot follow the result back to x: it does not require a gradient"
    expect(gradient, "the gradient").equals((x > 0).float())


@criterion(after=test_decides_for_every_number)
def test_draws_the_curve(answer, measure):
    """The line drawn on `ax` follows relu from -2 to 2, with its bend at 0."""
    if importlib.util.find_spec("matplotlib") is None:
        pytest.skip("the drawing cannot be judged: matplotlib is not installed")
    found = plot_relu(answer, PLACES).real()
    if isinstance(found, str):
        pytest.skip(f"the drawing cannot be judged: matplotlib does not import ({found})")
    lines = found["lines"]
    assert lines or not found["elsewhere"], "the line is drawn on other axes than `ax`, which you were given"
    assert lines or not found["dots"], "there are dots on `ax`, but no line that joins them"
    assert lines, "there is no line on `ax` between -2 and 2"
    right = [line for line in lines if np.nanmax(misses(line, PLACES)) <= 0.1]
    if len(curve(right, PLACES)) == len(PLACES):
        shown = plot_relu(answer, TO_SHOW).real()["lines"]
        right = [line for line in shown if np.nanmax(misses(line, TO_SHOW)) <= 0.25]
        measure(curve=curve(right, TO_SHOW))
        return
    line = max(lines, key=lambda line: (np.isfinite(line).sum(), -np.nanmax(misses(line, PLACES))))
    drawn = curve([line], PLACES)
    measure(curve=drawn)
    worst = int(np.nanargmax(misses(line, PLACES)))
    x, (low, high) = PLACES[worst], line[worst].tolist()
    assert high - low <= 0.1, f"the line runs to and fro: near x = {x:g} it is at {low:.3g} and at {high:.3g}"
    height = min((low, high), key=lambda y: -abs(y - max(x, 0.0)))
    expect(round(height, 4), "the line").satisfies(
        abs(height - max(x, 0.0)) <= 0.1,
        f"near x = {x:g} the line is at {height:.3g}, and relu is at {max(x, 0.0):g}",
        expected=f"{max(x, 0.0):g}",
    )
    start, end = (round(x) if abs(x) == PLACES[-1] else x for x in (drawn[0][0], drawn[-1][0]))
    raise AssertionError(f"the line runs from about {start:g} to {end:g}, and -2 to 2 was asked")


@mistake("relu")
def clips_at_one(x):
    """You cut off what is above 1 as well. relu has no upper end: 2 stays 2 and 40 stays 40, so clamp at the
    lower end only.
    """
    return x.clamp(0, 1)


@mistake("relu")
def answers_yes_or_no(x):
    """You return 1 for a positive number and 0 for a negative one, which is a step. relu keeps the size of
    what is positive: 2.5 stays 2.5.
    """
    return (x > 0).float()


@mistake("relu")
def drops_the_sign(x):
    """You return the absolute value: -3 becomes 3. In relu everything negative becomes 0, however far below
    0 it is.
    """
    return x.abs()


@mistake("relu")
def leaks(x):
    """You let a little of the negative numbers through: that is a leaky relu. In the plain one they become
    exactly 0.
    """
    return torch.where(x > 0, x, 0.01 * x)


@mistake("relu")
def squashes(x):
    """You squash the numbers between 0 and 1: that is the sigmoid, another activation function. relu leaves
    a positive number as it is.
    """
    return torch.sigmoid(x)


@mistake("relu")
def keeps_the_negatives(x):
    """You keep the negative numbers and turn the positive ones into 0. It is the other way round: 0 is the
    least that may come out, not the most.
    """
    return x.clamp(max=0)


@mistake("relu")
def turns_the_sign(x):
    """You turn the sign round: -3 comes out as 3. Positive numbers are to stay as they are, and negative
    ones to become 0.
    """
    return (-x).clamp(min=0)


@mistake("relu")
def throws_the_negatives_away(x):
    """You pick the positive numbers and lose the places of the others. A negative number is to become 0, so
    that the result keeps the shape of x.
    """
    return x[x > 0]


@mistake("relu")
def asks_for_the_largest(x):
    """You asked `max` for the largest number along axis 0: its second argument, as a plain 0, is an axis.
    To compare every number with zero, that zero has to be a tensor, or take another function.
    """
    return torch.max(x, 0)


@mistake("relu")
def takes_one_number_only(x):
    """Your code works for a single number only. `if`, Python's own `max` and `.item()` need one number or
    one yes-or-no, and a tensor holds many: use an operation of PyTorch that works on each of them.
    """
    return x if x > 0 else torch.tensor(0.0)


@mistake("relu")
def changes_x_itself(x):
    """You write the zeros into x itself, so whoever called you loses the negative numbers. Make a new tensor
    instead; functions that end in an underscore, and `x[…] = …`, change the one they are given.
    """
    x[x < 0] = 0
    return x


@mistake("relu")
def loses_the_gradient(x):
    """The numbers are right, but no longer tied to x: after `.detach()`, `.tolist()` or `torch.tensor(…)`
    PyTorch cannot follow them back. Stay with operations on the tensor itself.
    """
    return x.detach().clamp(min=0)


@mistake("relu")
def goes_through_numpy(x):
    """You go through numpy, which a tensor that requires a gradient refuses, because the way back would be
    lost. PyTorch has an operation of its own for this.
    """
    return torch.from_numpy(x.numpy()).clamp(min=0)


@mistake("plot_relu")
def draws_elsewhere(ax):
    """You draw on a figure of your own. The caller hands you axes to draw on: call `plot` on `ax` itself."""
    import matplotlib.pyplot as plt

    x = torch.linspace(-2, 2, 101)
    plt.figure()
    plt.plot(x, x.clamp(min=0))


@mistake("plot_relu")
def draws_dots(ax):
    """You draw dots. A line is asked: `plot` joins the points that it is given, `scatter` does not."""
    x = torch.linspace(-2, 2, 11)
    ax.scatter(x, x.clamp(min=0))


@mistake("plot_relu")
def leaves_x_out(ax):
    """You pass the heights only, so matplotlib counts the points, 0, 1, 2, …, for x. Pass the x values as
    well, before the heights.
    """
    ax.plot(torch.linspace(-2, 2, 101).clamp(min=0))


@mistake("plot_relu")
def swaps_the_axes(ax):
    """You pass the heights first and the x values second, so the curve lies on its side. `plot` takes x
    before y.
    """
    x = torch.linspace(-2, 2, 101)
    ax.plot(x.clamp(min=0), x)


@mistake("plot_relu")
def draws_the_right_half(ax):
    """Your line begins at 0, so what relu does to negative numbers is not to be seen. Begin at -2."""
    ax.plot([0, 2], [0, 2])


@mistake("plot_relu")
def draws_a_straight_line(ax):
    """You draw x itself, a straight line without a bend. Draw `relu(x)` over x."""
    ax.plot([-2, 2], [-2, 2])
