import math

from ch4.grading import criterion, expect, in_worker, mistake

# A step to one side alone is off by about eps times half the second derivative: 0.005 at most, below.
NEAR = {"rtol": 0.0, "atol": 0.01}


@in_worker
def slope(answer, curve, x, eps=None):
    """The answer's slope of a curve: of a polynomial, given by its coefficients, or of one with a name."""
    named = {"sin": math.sin, "sqrt": math.sqrt, "exp": math.exp}

    def f(v):
        return named[curve](v) if isinstance(curve, str) else sum(c * v**k for k, c in enumerate(curve))

    return answer.slope(f, x) if eps is None else answer.slope(f, x, eps)


def test_is_the_rise_over_the_run(answer):
    """It is the rise over the run: 3 on the line 3x − 2, and 6 on x² at 3."""
    asked = [([-2.0, 3.0], 1.5, 3.0), ([4.0, -0.5], -2.0, -0.5), ([0.0, 0.0, 1.0], 3.0, 6.0)]
    slopes = [slope(answer, curve, x) for curve, x, _ in asked]
    for found, (_, _, true) in zip(slopes, asked, strict=True):
        expect(found).is_scalar().equals(true, **NEAR)


@criterion(after=test_is_the_rise_over_the_run)
def test_is_the_slope_at_x_on_any_curve(answer):
    """On any curve it is the slope at x: above 0 uphill, below 0 downhill, about 0 where it is level."""
    asked = [
        ([1.0, 0.0, 1.0], -2.0, -4.0),
        ([1.0, 0.0, 1.0], 0.0, 0.0),
        ([0.0, -2.0, 0.0, 1.0], 1.5, 4.75),
        ([3.0, 1.0, -0.5, 0.25, 0.1], -1.0, 2.35),
        ("sin", 2.0, math.cos(2.0)),
        ("sqrt", 4.0, 0.25),
        ("exp", 1.0, math.e),
    ]
    slopes = [slope(answer, curve, x) for curve, x, _ in asked]
    for found, (_, _, true) in zip(slopes, asked, strict=True):
        expect(found).equals(true, **NEAR)


@criterion(after=test_is_the_rise_over_the_run)
def test_looks_as_far_away_as_eps_says(answer):
    """`eps` says how far away to look: a large one sees a wide stretch of the curve."""
    # The slope of x⁵ at 1 is 5. Any difference over a distance of about 0.5 sees the bend of the curve, and
    # gives from 1.9 (to the left) over 5.6 and 7.6 (to both sides) to 13.2 (to the right).
    found = slope(answer, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0], 1.0, 0.5)
    expect(found).is_scalar()
    value = float(found.real())
    expect(found).satisfies(
        1.5 < value < 13.5, "with eps = 0.5 this is not the rise over the run of any step from x"
    )
    expect(found).satisfies(
        abs(value - 5) > 0.1, "eps = 0.5 changes nothing: you seem to step by a distance of your own"
    )


@mistake("slope")
def forgets_to_divide(f, x, eps=1e-3):
    """You return how much f changes, the rise alone. The slope is the rise divided by the run: how far
    you moved along x.
    """
    return f(x + eps) - f(x)


@mistake("slope")
def forgets_to_divide_both_sides(f, x, eps=1e-3):
    """You return how much f changes from x − eps to x + eps, the rise alone. The slope is the rise divided
    by the run: how far these two points are apart.
    """
    return f(x + eps) - f(x - eps)


@mistake("slope")
def divides_by_half_the_run(f, x, eps=1e-3):
    """Your slope is twice what it should be. From x − eps to x + eps the run is not eps but two of them."""
    return (f(x + eps) - f(x - eps)) / eps


@mistake("slope")
def divides_by_twice_the_run(f, x, eps=1e-3):
    """Your slope is half of what it should be. From x to x + eps the run is one eps, not two."""
    return (f(x + eps) - f(x)) / (2 * eps)


@mistake("slope")
def divides_the_second_term_only(f, x, eps=1e-3):
    """Parentheses are missing: `a - b / eps` divides b alone. Take the difference first, then divide all
    of it.
    """
    return f(x + eps) - f(x) / eps


@mistake("slope")
def takes_the_second_difference(f, x, eps=1e-3):
    """You compute the second derivative, how fast the slope itself changes: 0 on a line and 2 on x².
    The slope needs one difference, between two points.
    """
    return (f(x + eps) - 2 * f(x) + f(x - eps)) / eps**2


@mistake("slope")
def gives_the_sign_only(f, x, eps=1e-3):
    """You return only whether f climbs or falls, 1 or −1. The slope also says how steeply."""
    difference = f(x + eps) - f(x)
    return (difference > 0) - (difference < 0)


@mistake("slope")
def loses_the_sign(f, x, eps=1e-3):
    """You take the absolute value, so a falling curve looks like a climbing one. The slope is negative
    where f falls: keep the sign.
    """
    return abs(f(x + eps) - f(x)) / eps


@mistake("slope")
def subtracts_the_wrong_way_round(f, x, eps=1e-3):
    """The sign is turned round: you subtract the value further to the right from the one further to the
    left. A curve that climbs has a positive slope.
    """
    return (f(x) - f(x + eps)) / eps


@mistake("slope")
def moves_the_height(f, x, eps=1e-3):
    """You add eps to f(x), so the difference is eps itself and the slope always 1. Move x by eps, and ask f
    for its value there.
    """
    return ((f(x) + eps) - f(x)) / eps


@mistake("slope")
def measures_from_the_origin(f, x, eps=1e-3):
    """You divide f(x) by x: that is the slope of the line from the origin to the point, not of the curve at
    the point. Compare f at two points close together.
    """
    return f(x) / x if x else 0.0


@mistake("slope")
def gives_the_height(f, x, eps=1e-3):
    """You return f(x), the height of the curve. The slope says how fast the height changes there."""
    return f(x)


@mistake("slope")
def steps_too_little(f, x, eps=1e-3):
    """Your step is so small that x does not change at all when it is added: a float has only so many digits.
    The difference is then 0. Step by `eps`.
    """
    tiny = 1e-20
    return (f(x + tiny) - f(x)) / tiny


@mistake("slope")
def steps_by_one(f, x, eps=1e-3):
    """You step by 1. That is the mean slope over a whole unit, and right on straight lines only. Step by
    `eps`, and divide by it.
    """
    return f(x + 1) - f(x)


@mistake("slope")
def ignores_eps(f, x, eps=1e-3):
    """You step by a distance of your own, whatever `eps` says. Use `eps` for the step, so that the caller
    can choose it.
    """
    return (f(x + 1e-3) - f(x)) / 1e-3
