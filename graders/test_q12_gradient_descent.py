import math

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def minimize(answer, curve, start, lr, steps):
    """The answer's own result on one of these curves; a function cannot be sent to the worker."""
    if isinstance(curve, tuple):
        scale, lowest, height = curve
        return answer.minimize(lambda x: scale * (x - lowest) ** 2 + height, start, lr, steps)
    curves = {
        "sine": lambda x: x.sin(),
        "exponential": lambda x: x.exp() + (-2 * x).exp(),
        "quartic": lambda x: x**4 / 4 - x**2,
        "bowl": lambda x: (1 + x * x).sqrt(),
    }
    return answer.minimize(curves[curve], start, lr, steps)


def path_end(slope, start, lr, steps):
    """Where gradient descent arrives, with the slope as a formula."""
    x = start
    for _ in range(steps):
        x -= lr * slope(x)
    return x


def parabolas(generator, how_many=3):
    """Curves scale·(x − lowest)² + height, each with a start off its lowest point and a learning rate."""
    for u, v, w, z in torch.rand(how_many, 4, generator=generator).tolist():
        scale, lowest, lr = 0.5 + u, 4 * v - 2, 0.05 + 0.15 * w
        yield (scale, lowest, 1.5), lowest + (2 + z), lr
        yield (scale, lowest, 1.5), lowest - (2 + z), lr


def test_steps_downhill(answer, generator):
    """One step moves against the slope, by the slope times the learning rate."""
    for curve, start, lr in parabolas(generator):
        scale, lowest, _ = curve
        minimize(answer, curve, start, lr, 4)  # not judged here, but it tells known mistakes apart
        expect(minimize(answer, curve, start, lr, 1)).is_scalar().equals(
            start - lr * 2 * scale * (start - lowest)
        )


@criterion(after=test_steps_downhill)
def test_takes_every_step_with_its_own_slope(answer, generator):
    """Several steps follow the curve exactly, each with the slope at its own position."""
    for curve, start, lr in parabolas(generator):
        scale, lowest, _ = curve
        for steps in (3, 2, 12):
            end = lowest + (start - lowest) * (1 - 2 * lr * scale) ** steps
            expect(minimize(answer, curve, start, lr, steps)).is_scalar().equals(end)


@criterion(after=test_steps_downhill)
def test_stays_without_steps(answer):
    """After no steps the position is the start."""
    expect(minimize(answer, (1.0, 3.0, 0.0), 0.75, 0.5, 0)).is_scalar().equals(0.75)


@criterion(after=test_takes_every_step_with_its_own_slope)
def test_works_for_any_curve(answer):
    """Any differentiable function will do, not only a parabola."""
    slopes = {
        "sine": math.cos,
        "exponential": lambda x: math.exp(x) - 2 * math.exp(-2 * x),
        "quartic": lambda x: x**3 - 2 * x,
        "bowl": lambda x: x / math.sqrt(1 + x * x),
    }
    for curve, start in [("sine", 0.5), ("exponential", 1.25), ("quartic", -0.5), ("bowl", 3.0)]:
        for steps in (1, 4, 60):
            arrived = minimize(answer, curve, start, 0.1, steps)
            expect(arrived).is_scalar().equals(path_end(slopes[curve], start, 0.1, steps), rtol=1e-3)


@criterion(after=test_takes_every_step_with_its_own_slope)
def test_gets_the_slope_from_autograd(answer):
    """The slope is autograd's, exact even where the curve is too high for differences to show it."""
    # At this height a small step changes no digit of f that a float could hold.
    expect(minimize(answer, (1.0, 2.0, 1e15), 0.5, 0.1, 3)).is_scalar().equals(2 - 1.5 * 0.8**3)


@mistake("minimize")
def climbs(f, start, lr, steps):
    """You add the slope, and so you climb: the slope points to where the curve rises. Subtract it."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x += lr * x.grad
        x.grad = None
    return x.item()


@mistake("minimize")
def keeps_the_old_gradient(f, start, lr, steps):
    """You never reset the gradient. `backward` adds to `x.grad`, so from the second step on you also walk
    along the slopes of all the steps before. Empty `x.grad` after each step."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
    return x.item()


@mistake("minimize")
def one_step_too_many(f, start, lr, steps):
    """You take one step too many: `range(steps)` counts from 0 and gives as many rounds as it says."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps + 1):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
    return x.item()


@mistake("minimize")
def one_step_too_few(f, start, lr, steps):
    """You take one step too few: `range(1, steps)` begins at 1, so it has one round less than it says."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(1, steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
    return x.item()


@mistake("minimize")
def single_step(f, start, lr, steps):
    """You take one step and stop, whatever `steps` says. Repeat slope and step in a loop."""
    x = torch.tensor(start, requires_grad=True)
    f(x).backward()
    return (x - lr * x.grad).item()


@mistake("minimize")
def slope_of_the_start(f, start, lr, steps):
    """You work the slope out once, at the start, and use it for every step. The slope changes as you move:
    work it out anew in each step."""
    x = torch.tensor(start, requires_grad=True)
    f(x).backward()
    return (x - steps * lr * x.grad).item()


@mistake("minimize")
def ignores_the_learning_rate(f, start, lr, steps):
    """You move by the whole slope. The learning rate says how much of it to go: multiply by `lr`."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= x.grad
        x.grad = None
    return x.item()


@mistake("minimize")
def fixed_learning_rate(f, start, lr, steps):
    """You step with a learning rate of your own, 0.1. Use the `lr` that the caller passes."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= 0.1 * x.grad
        x.grad = None
    return x.item()


@mistake("minimize")
def sign_of_the_slope(f, start, lr, steps):
    """You use only the sign of the slope, so every step is as long as the last. A steep curve asks for a long
    step, a flat one for a short step: multiply `lr` by the slope itself."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad.sign()
        x.grad = None
    return x.item()


@mistake("minimize")
def steps_by_the_value(f, start, lr, steps):
    """You step by the value of `f`, not by its slope. The value says how high you are; the gradient, in
    `x.grad` after `backward`, says which way is down."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        with torch.no_grad():
            x -= lr * f(x)
    return x.item()


@mistake("minimize")
def returns_the_value(f, start, lr, steps):
    """You return how low the curve is at the end, `f(x)`. Asked is where that is: the position `x`."""
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
    return f(x).item()


@mistake("minimize")
def slope_by_differences(f, start, lr, steps):
    """You measure the slope as a difference of two values of `f`. That is only near the slope, and where `f`
    is large the difference is lost in rounding. Autograd works it out exactly."""
    x = torch.tensor(start, dtype=torch.float64)
    for _ in range(steps):
        x = x - lr * (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
    return x.item()


@mistake("minimize")
def never_leaves_the_start(f, start, lr, steps):
    """You return the start. The new position has to be stored in `x` in each step, and `x` be returned."""
    return start


@mistake("minimize")
def slope_of_a_parabola(f, start, lr, steps):
    """You wrote the slope of x² by hand, `2 * x`. It is right for that one curve only: let `f(x).backward()`
    work the slope out for whatever `f` is."""
    x = start
    for _ in range(steps):
        x -= lr * 2 * x
    return x
