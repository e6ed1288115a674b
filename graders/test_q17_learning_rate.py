import math

from ch4.grading import criterion, expect, in_worker, mistake

# In float32, or with a slope by small differences, the last digits are others; the walk is the same.
NEAR = {"rtol": 1e-3, "atol": 1e-3}


@in_worker
def descent_path(answer, lr, start, steps):
    """The answer's path as a list of Python numbers, whatever it is a sequence of."""
    path = answer.descent_path(lr, start, steps)
    if hasattr(path, "tolist"):
        path = path.tolist()
    if not isinstance(path, (list, tuple)):
        return path
    positions = []
    for position in path:
        if hasattr(position, "tolist"):
            position = position.tolist()
            if isinstance(position, list) and len(position) == 1:
                position = position[0]
        positions.append(position)
    return positions


def walk(lr, start, steps):
    """The positions that are right: each step multiplies x by 1 - 2·lr."""
    return [start * (1 - 2 * lr) ** k for k in range(steps + 1)]


def points(path):
    """The path as points to draw: the number of the step, and the position."""
    positions = path.value if isinstance(path.value, list) else []
    numbers = [x if isinstance(x, (int, float)) and math.isfinite(x) else None for x in positions[:200]]
    return [[k, x] for k, x in enumerate(numbers)]


def test_has_the_start_and_every_step(answer):
    """The path is the start and one position after each step: steps + 1 numbers."""
    asked = [(0.25, 8.0, 3), (0.3, -2.0, 1), (0.4, 5.0, 7)]
    paths = [descent_path(answer, *arguments) for arguments in asked]
    for path, (_, start, steps) in zip(paths, asked, strict=True):
        expect(path).is_a("list")
        n = len(path.value)
        whole = all(isinstance(x, (int, float)) for x in path.value)
        expect(path).satisfies(whole, "each position is to be one number")
        expect(path).satisfies(
            n == steps + 1,
            f"there are {n} positions: the start and {steps} step{'s' * (steps > 1)} make {steps + 1}",
        )
        expect(path).satisfies(
            math.isclose(path.value[0], start, rel_tol=1e-5), f"the first position is not the start, {start}"
        )


@criterion(after=test_has_the_start_and_every_step)
def test_steps_against_the_slope(answer, measure):
    """Each step moves x down the slope, by the learning rate times 2x."""
    asked = [(0.2, 3.0, 10), (0.05, -4.0, 6), (0.35, 2.5, 5), (0.7, 6.0, 8), (0.5, -3.0, 2)]
    paths = [descent_path(answer, *arguments) for arguments in asked]
    measure(path=points(paths[0]))
    for path, arguments in zip(paths, asked, strict=True):
        expect(path).equals(walk(*arguments), **NEAR)


@criterion(after=test_steps_against_the_slope)
def test_a_small_rate_closes_in(answer, measure):
    """With a learning rate of 0.1 the path closes in on the bottom, at 0."""
    path = descent_path(answer, 0.1, 3.0, 25)
    measure(path=points(path))
    expect(path).equals(walk(0.1, 3.0, 25), **NEAR)


@criterion(after=test_steps_against_the_slope)
def test_a_rate_of_one_bounces(answer, measure):
    """With a learning rate of 1.0 the path bounces from side to side and gets no lower."""
    path = descent_path(answer, 1.0, 3.0, 12)
    measure(path=points(path))
    expect(path).equals(walk(1.0, 3.0, 12), **NEAR)


@criterion(after=test_steps_against_the_slope)
def test_a_large_rate_flies_off(answer, measure):
    """With a learning rate of 1.1 every step overshoots, and the path flies off."""
    path = descent_path(answer, 1.1, 3.0, 25)
    measure(path=points(path))
    expect(path).equals(walk(1.1, 3.0, 25), **NEAR)


@criterion(after=test_has_the_start_and_every_step)
def test_no_steps_leave_the_start(answer):
    """Without a step the path is the start alone, and at the bottom it stays where it is."""
    standing, bottom = descent_path(answer, 0.3, 7.0, 0), descent_path(answer, 0.3, 0.0, 4)
    expect(standing).equals([7.0], **NEAR)
    expect(bottom).equals([0.0] * 5, **NEAR)


@mistake("descent_path")
def leaves_the_start_out(lr, start, steps):
    """You record a position after each step only, so the start is missing. The walk begins at the start:
    put it into the path before the first step.
    """
    x, path = start, []
    for _ in range(steps):
        x = x - lr * 2 * x
        path.append(x)
    return path


@mistake("descent_path")
def leaves_the_last_step_out(lr, start, steps):
    """You record the position before each step, so the one after the last step is missing. Record x once
    more when the loop is over, or record it after each step and the start before the first.
    """
    x, path = start, []
    for _ in range(steps):
        path.append(x)
        x = x - lr * 2 * x
    return path


@mistake("descent_path")
def takes_a_step_too_many(lr, start, steps):
    """You take one step too many. The path has `steps + 1` positions, but the start is one of them: only
    `steps` moves lie between them.
    """
    x, path = start, [start]
    for _ in range(steps + 1):
        x = x - lr * 2 * x
        path.append(x)
    return path


@mistake("descent_path")
def keeps_the_end_only(lr, start, steps):
    """You return where the walk ends. The question asks for the whole path: collect every position, from the
    start on, and return them all.
    """
    x = start
    for _ in range(steps):
        x = x - lr * 2 * x
    return x


@mistake("descent_path")
def records_one_tensor_again_and_again(lr, start, steps):
    """All your positions are the last one. You put the same tensor into the list each time and then change it
    in place, which changes every entry: record a number or a copy instead.
    """
    x = start
    for _ in range(steps):
        x = x - lr * 2 * x
    return [x] * (steps + 1)


@mistake("descent_path")
def records_one_tensor_after_the_start(lr, start, steps):
    """After the start, all your positions are the last one. You put the same tensor into the list each time
    and then change it in place, which changes every entry: record a number or a copy instead.
    """
    x = start
    for _ in range(steps):
        x = x - lr * 2 * x
    return [start] + [x] * steps


@mistake("descent_path")
def forgets_the_two(lr, start, steps):
    """You step by lr · x. The slope of x² is not x but 2x, so each of your steps is half as long as it
    should be.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * path[-1])
    return path


@mistake("descent_path")
def climbs(lr, start, steps):
    """You walk up the slope: you add the learning rate times the slope. The slope points to where f grows,
    so to get down you have to subtract it.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + lr * 2 * path[-1])
    return path


@mistake("descent_path")
def subtracts_the_height(lr, start, steps):
    """You step by the learning rate times x², the height of the curve. How far to step is said by its slope,
    which is 2x.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * path[-1] ** 2)
    return path


@mistake("descent_path")
def keeps_the_first_slope(lr, start, steps):
    """You work out the slope once, at the start, and use it for all steps. The slope changes as x moves:
    work it out anew before each step.
    """
    return [start - k * lr * 2 * start for k in range(steps + 1)]


@mistake("descent_path")
def ignores_the_rate(lr, start, steps):
    """The learning rate has no effect in your code: you subtract the whole slope. Multiply the slope by `lr`
    before you subtract it.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - 2 * path[-1])
    return path


@mistake("descent_path")
def lets_gradients_pile_up(lr, start, steps):
    """Your steps use the sum of all the gradients so far: PyTorch adds each new one to what is in `.grad`.
    Reset the gradient after every step.
    """
    x, total, path = start, 0.0, [start]
    for _ in range(steps):
        total += 2 * x
        x = x - lr * total
        path.append(x)
    return path


@mistake("descent_path")
def records_heights(lr, start, steps):
    """You record f(x), the height of the curve, at each step. The path consists of the positions x
    themselves.
    """
    x, path = start, [start**2]
    for _ in range(steps):
        x = x - lr * 2 * x
        path.append(x**2)
    return path
