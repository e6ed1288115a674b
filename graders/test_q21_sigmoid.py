import importlib.util
import sys
import warnings

import numpy as np
import pytest
import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def sigmoid(answer, x):
    """The values of the answer, and whether a warning came with them."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        values = answer.sigmoid(x)
    return {"values": values, "warned": any(issubclass(each.category, RuntimeWarning) for each in caught)}


@in_worker
def plot_sigmoid(answer, whole=False):
    """Of the lines that the answer draws, the one that comes closest: all of it, or what can be said of it.

    Everyone chooses points of their own, so what is said of the line does not depend on which they are.
    """
    import matplotlib
    from matplotlib.collections import LineCollection, PathCollection

    if "matplotlib.pyplot" not in sys.modules:
        matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    def subplots():
        try:
            return plt.subplots()
        except ImportError:  # the answer asks for windows, and there is no screen
            plt.switch_backend("Agg")
            return plt.subplots()

    def curves_on(ax):
        """Lines as (points [n, 2], is_line), in data coordinates: not the grid, nor axhline and its kind."""
        for line in ax.lines:
            if line.get_visible() and line.get_transform() is ax.transData:
                yield line.get_xydata(), line.get_linestyle().lower() not in ("none", "", " ")
        for collection in ax.collections:
            if not collection.get_visible():
                continue
            if isinstance(collection, LineCollection) and collection.get_transform() is ax.transData:
                segments = collection.get_segments()
                yield np.concatenate(segments) if segments else np.zeros((0, 2)), True
            elif isinstance(collection, PathCollection):
                yield collection.get_offsets(), False

    def clean(points, is_line):
        points = np.ma.filled(np.ma.asarray(points, dtype=float), np.nan).reshape(-1, 2)
        points = points[np.isfinite(points).all(axis=1)]
        if not is_line:
            return points[np.argsort(points[:, 0], kind="stable")]
        return points[::-1] if len(points) and points[0, 0] > points[-1, 0] else points

    def judged(points, is_line, limits):
        x, y = points.T
        in_order = bool((np.diff(x) >= 0).all())
        left, right = max(x.min(), min(limits)), min(x.max(), max(limits))
        grid = np.linspace(-4, 4, 161)
        grid = grid[(grid >= x.min()) & (grid <= x.max())]
        facts = {
            "in order": in_order,
            "reaches": bool(left <= -3.75 and right >= 3.75),  # arange(-4, 4, 0.25) ends at 3.75
            "on the curve": False,
            "smooth": False,
            "straight": False,
            "at": [None, None, None],
        }
        if in_order and len(grid):
            drawn = np.interp(grid, x, y)
            true = 1 / (1 + np.exp(-grid))
            off = max(np.abs(drawn - true).max(), np.abs(y - 1 / (1 + np.exp(-x.clip(-700, 700)))).max())
            chord = np.interp(grid, grid[[0, -1]], drawn[[0, -1]])
            inside = (x[1:] > -4) & (x[:-1] < 4)
            facts["on the curve"] = bool(off <= 0.03)
            facts["smooth"] = bool(np.diff(x)[inside].max(initial=0.0) <= (0.55 if is_line else 0.2))
            straight = np.abs(drawn - chord).max() <= 0.02 * (np.ptp(drawn) + 1e-9)
            facts["straight"] = bool(straight) and facts["reaches"]  # a short piece of any curve is straight
            if not facts["straight"]:
                facts["at"] = [
                    round(float(np.interp(place, x, y)), 1) + 0.0 if x.min() <= place <= x.max() else None
                    for place in (-3.9, 0.0, 3.9)
                ]
        return facts

    before = set(plt.get_fignums())
    _, ax = subplots()
    try:
        answer.plot_sigmoid(ax)
        figures = [plt.figure(number) for number in set(plt.get_fignums()) - before]
        others = [other for each in figures for other in each.axes if other is not ax]
        elsewhere = any(len(points) > 1 for other in others for points, _ in curves_on(other))
        curves = [(clean(*curve), curve[1]) for curve in curves_on(ax)]
        curves = [(points, is_line) for points, is_line in curves if len(points) > 1]
        limits = ax.get_xlim()
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)
    found = [(judged(points, is_line, limits), points, is_line) for points, is_line in curves]
    # A curve may come in pieces, such as one for each colour.
    pieces = [points for facts, points, is_line in found if facts["on the curve"] and is_line]
    if len(pieces) > 1:
        points = clean(np.concatenate(pieces), False)
        found.append((judged(points, True, limits), points, True))
    if not found:
        return {"drawn": False, "elsewhere": elsewhere, "curve": []}

    def merit(each):
        facts, points, _ = each
        return facts["on the curve"], facts["reaches"], facts["smooth"], np.ptp(points[:, 0])

    facts, points, _ = max(found, key=merit)
    if not whole:
        return facts
    few = np.linspace(0, len(points) - 1, min(len(points), 81)).round().astype(int)
    return {"drawn": True, "elsewhere": elsewhere, "curve": points[few].tolist()}


def skip_without_matplotlib():
    if importlib.util.find_spec("matplotlib") is None:
        pytest.skip("matplotlib is not installed here, so nothing can be drawn")


def test_squashes_each_number(answer, generator):
    """It is 1 / (1 + e^(−x)) for each number in x, in a tensor of x's shape."""
    xs = [torch.tensor([-2.0, 0.0, 2.0]), torch.randn(9, generator=generator) * 3]
    xs += [torch.randn(4, 1, generator=generator), torch.tensor(0.75), torch.zeros(0)]
    xs += [torch.randn(2, 3, 2, generator=generator, dtype=torch.float64)]
    values = [answer.sigmoid(x) for x in xs]
    for value, x in zip(values, xs, strict=True):
        expect(value).equals(torch.sigmoid(x))


@criterion(after=test_squashes_each_number)
def test_bears_large_numbers(answer):
    """Far out it is 0 or 1: at −1000 and 1000 there is no nan, and no warning."""
    x = torch.tensor([-1000.0, -100.0, -20.0, 20.0, 100.0, 1000.0])
    found = sigmoid(answer, x)
    expect(found.value["values"]).equals(torch.sigmoid(x))
    assert not found.value["warned"], "the numbers are right, but an overflow is warned of on the way"


@criterion(after=test_squashes_each_number)
def test_leaves_x_alone(answer, generator):
    """The numbers in x itself stay as they are."""
    expect(answer.sigmoid(torch.randn(5, generator=generator))).changes_nothing()


def test_draws_on_the_axes(answer, measure):
    """The plot is drawn on the axes that it is given."""
    skip_without_matplotlib()
    found = plot_sigmoid(answer, whole=True).value
    if found["curve"]:
        measure(curve=found["curve"])
    elsewhere = found["elsewhere"] and not found["drawn"]
    assert not elsewhere, (
        "the line is on axes of your own: draw on the ones that are passed in, with `ax.plot`"
    )
    assert found["drawn"], "there is no line on the axes"


@criterion(after=(test_leaves_x_alone, test_draws_on_the_axes))
def test_reaches_from_minus_four_to_four(answer):
    """The line reaches at least from x = −4 to x = 4."""
    assert plot_sigmoid(answer).value["reaches"], "the line does not reach from −4 to 4"


@criterion(after=(test_leaves_x_alone, test_draws_on_the_axes))
def test_draws_the_sigmoid(answer):
    """The line is an S: it rises from near 0 on the left, through a half at 0, to near 1 on the right."""
    found = plot_sigmoid(answer).value
    assert found["in order"], "the points are not in the order of x, so the line runs to and fro"
    assert not found["straight"], "the line is straight"
    places = zip((-4, 0, 4), found["at"], strict=True)
    seen = ", ".join(f"{y} at x = {x}" for x, y in places if y is not None)
    assert found["on the curve"], "the line is not on the sigmoid" + (f": about {seen}" if seen else "")


@criterion(after=test_draws_the_sigmoid)
def test_is_smooth(answer):
    """The line is smooth: its points are so close together that no corners show."""
    found = plot_sigmoid(answer).value
    assert found["smooth"], "corners show: the points are too far apart, so draw more of them"


@mistake("sigmoid")
def forgets_the_minus(x):
    """The minus sign is missing: 1 / (1 + e^x) falls from 1 to 0. The sigmoid rises: it has e^(−x)."""
    return 1 / (1 + torch.exp(x))


@mistake("sigmoid")
def takes_tanh(x):
    """You return tanh, which has the same S shape, but goes from −1 to 1. The sigmoid goes from 0 to 1."""
    return torch.tanh(x)


@mistake("sigmoid")
def moves_tanh_into_place(x):
    """You move tanh(x) into 0..1, but it is twice as steep as the sigmoid there. It takes tanh(x / 2)."""
    return (torch.tanh(x) + 1) / 2


@mistake("sigmoid")
def misplaces_the_parentheses(x):
    """Parentheses are missing: 1 / 1 + e^(−x) divides 1 by 1 and then adds e^(−x). The whole sum belongs
    below the line.
    """
    return 1 / 1 + torch.exp(-x)


@mistake("sigmoid")
def forgets_the_one(x):
    """You divide by e^(−x) alone, which is e^x: it has no upper bound. The 1 + in the denominator is what
    keeps the values below 1.
    """
    return 1 / torch.exp(-x)


@mistake("sigmoid")
def cuts_off(x):
    """You cut x off at 0 and 1. That also stays between 0 and 1, but it has corners and is flat beyond them;
    the sigmoid squashes smoothly, and rises everywhere.
    """
    return x.clamp(0, 1)


@mistake("sigmoid")
def steps(x):
    """You give only 0 or 1, a step. The sigmoid lies in between, and says how much."""
    return (x > 0).to(x.dtype)


@mistake("sigmoid")
def takes_softmax(x):
    """You apply softmax, which shares out a total of 1 among all the numbers. The sigmoid looks at each
    number by itself.
    """
    return torch.softmax(x, dim=-1) if x.dim() else torch.ones_like(x)


@mistake("sigmoid")
def overflows(x):
    """You divide by 1 + e^x. For large x that is infinity divided by infinity, which is nan. 1 / (1 + e^(−x))
    is the same curve, and has no such trouble in a tensor.
    """
    return torch.exp(x) / (1 + torch.exp(x))


@mistake("sigmoid")
def lets_numpy_overflow(x):
    """You compute with numpy, which warns when e^1000 overflows. Stay with tensors: torch.exp gives inf, and
    1 / inf is 0.
    """
    return torch.tensor(1 / (1 + np.exp(-x.numpy())))


@mistake("sigmoid")
def overwrites_x(x):
    """You work in place: a method with an underscore at its end, such as `neg_` or `sigmoid_`, overwrites the
    caller's x. Without the underscore you get a new tensor.
    """
    return x.sigmoid_()


@mistake("plot_sigmoid")
def draws_elsewhere(ax):
    """You make a figure of your own and draw there. The axes are passed in as `ax`: draw with `ax.plot`, so
    that the caller decides where the curve goes.
    """
    import matplotlib.pyplot as plt

    _, own = plt.subplots()
    x = torch.linspace(-6, 6, 100)
    own.plot(x, torch.sigmoid(x))


@mistake("plot_sigmoid")
def draws_nothing(ax):
    """You compute the curve and draw nothing: hand x and y to `ax.plot`."""
    torch.sigmoid(torch.linspace(-6, 6, 100))


@mistake("plot_sigmoid")
def draws_a_straight_line(ax):
    """You draw a straight line. The sigmoid is steep in the middle and ever flatter on both sides; with the
    two ends alone, `plot` joins them directly. Compute y for many x in between.
    """
    ax.plot([-4, 4], [0.018, 0.982])


@mistake("plot_sigmoid")
def draws_few_points(ax):
    """You draw a few points and straight lines between them, so the curve has corners. Take many x, close
    together: `torch.linspace` gives as many as you like.
    """
    x = torch.arange(-5.0, 6.0)
    ax.plot(x, torch.sigmoid(x))


@mistake("plot_sigmoid")
def draws_the_middle_only(ax):
    """You draw a short stretch round 0, where the sigmoid looks nearly straight. Go from −4 to 4 at least, to
    see it level out on both sides.
    """
    x = torch.linspace(-2, 2, 100)
    ax.plot(x, torch.sigmoid(x))


@mistake("plot_sigmoid")
def draws_the_right_half_only(ax):
    """You start at 0 and draw the right half only. Negative x belong to the curve as well: there it goes
    down to 0.
    """
    x = torch.linspace(0, 6, 100)
    ax.plot(x, torch.sigmoid(x))


@mistake("plot_sigmoid")
def swaps_the_axes(ax):
    """You pass y before x, so the curve lies on its side. `plot` takes x first, then y."""
    x = torch.linspace(-6, 6, 100)
    ax.plot(torch.sigmoid(x), x)


@mistake("plot_sigmoid")
def leaves_x_out(ax):
    """You pass y alone, and `plot` numbers the points 0, 1, 2, … in place of x. Pass both, x and y."""
    ax.plot(torch.sigmoid(torch.linspace(-6, 6, 100)))


@mistake("plot_sigmoid")
def draws_it_falling(ax):
    """Your curve falls from 1 to 0: it is the sigmoid of −x. Give the function and the plot the same x."""
    x = torch.linspace(-6, 6, 100)
    ax.plot(x, torch.sigmoid(-x))


@mistake("plot_sigmoid")
def draws_tanh(ax):
    """You draw tanh, which goes from −1 to 1. The sigmoid goes from 0 to 1."""
    x = torch.linspace(-6, 6, 100)
    ax.plot(x, torch.tanh(x))


@mistake("plot_sigmoid")
def shuffles_the_points(ax):
    """Your x are in no order, and `plot` joins the points in the order they come, to and fro. Take x from
    left to right, as `torch.linspace` gives them.
    """
    x = torch.linspace(-6, 6, 100)[torch.randperm(100)]
    ax.plot(x, torch.sigmoid(x))
