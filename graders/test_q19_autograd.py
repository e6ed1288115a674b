import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def gradient(answer, curve, x, *more):
    """What the answer gives for a function with a name, at x."""
    functions = {
        "line": lambda x: 3 * x - 2,
        "parabola": lambda x: x**2 + x,
        "sine": torch.sin,
        "sum of squares": lambda x: (x**2).sum(),
        "weighted": lambda x: (x**3 * more[0]).sum(),
        "product": lambda x: x.prod(),
        "mean": lambda x: x.exp().mean(),
        "staircase": lambda x: x.detach().floor() + 3 * (x - x.detach()),
    }
    try:
        return answer.gradient(functions[curve], x)
    except RuntimeError as error:
        known = ("grad can be implicitly created only for scalar outputs", "does not require grad")
        if not any(words in str(error) for words in known):
            raise
        return str(error)


@in_worker
def gradient_twice(answer, x):
    """Two gradients at the same x, and what has become of x and of its own `.grad`."""
    requires_grad, values = x.requires_grad, x.detach().clone()
    x.grad = torch.full_like(x, 7.0) if requires_grad else None
    first = answer.gradient(lambda x: x**2, x)
    after = None if x.grad is None else x.grad.clone()
    second = answer.gradient(lambda x: x**2, x)
    return {
        "first": first,  # read now: a gradient that is still in use would have changed with the second one
        "second": second,
        "same values": bool(torch.equal(x.detach(), values)),
        "same requires_grad": x.requires_grad == requires_grad,
        "grad": after,
    }


def compare(found, true):
    """Expect these gradients of the results."""
    for one, other in zip(found, true, strict=True):
        assert not isinstance(one.value, str), f"PyTorch finds no gradient: {one.value}"
        expect(one).is_a("tensor").equals(other)


def test_is_the_slope_at_a_number(answer):
    """At a single number the gradient is the slope: a tensor with no axes, as x is."""
    asked = [("line", 4.0, 3.0), ("parabola", 3.0, 7.0), ("parabola", -2.0, -3.0), ("sine", 0.0, 1.0)]
    slopes = [gradient(answer, curve, torch.tensor(x)) for curve, x, _ in asked]
    compare(slopes, [torch.tensor(true) for _, _, true in asked])


@criterion(after=test_is_the_slope_at_a_number)
def test_has_a_slope_for_each_number(answer, generator):
    """For a function of many numbers it has x's shape: one slope for each number in x."""
    x, weights = torch.randn(7, generator=generator), torch.randn(7, generator=generator)
    table = torch.randn(3, 4, generator=generator, dtype=torch.float64)
    found = [
        gradient(answer, "sum of squares", x),
        gradient(answer, "weighted", x, weights),
        gradient(answer, "mean", table),
        gradient(answer, "product", torch.tensor([[2.0, 3.0], [-1.0, 5.0]])),
        gradient(answer, "sum of squares", table[:1]),
    ]
    true = [
        2 * x,
        3 * x**2 * weights,
        table.exp() / table.numel(),
        torch.tensor([[-15.0, -10.0], [30.0, -6.0]]),
        2 * table[:1],
    ]
    compare(found, true)


@criterion(after=test_is_the_slope_at_a_number)
def test_means_the_sum_of_many_values(answer, generator):
    """Where f gives a value for each number in x, it is the gradient of their sum."""
    x, table = torch.randn(6, generator=generator), torch.randn(2, 5, generator=generator)
    found = [gradient(answer, "parabola", x), gradient(answer, "sine", table), gradient(answer, "line", x)]
    true = [2 * x + 1, table.cos(), torch.full((6,), 3.0)]
    compare(found, true)


@criterion(after=test_means_the_sum_of_many_values)
def test_asked_twice_gives_the_same(answer, generator):
    """Asked twice at the same x, it gives the same gradient twice."""
    x = torch.randn(5, generator=generator)
    found = gradient_twice(answer, x)
    first, second = found.value["first"], found.value["second"]
    expect(second).satisfies(
        torch.allclose(second.revive(), 2 * x), "the second gradient is not the same as the first was"
    )
    expect(first).satisfies(
        torch.allclose(first.revive(), 2 * x),
        "the first gradient has changed since: it is the same tensor as the second",
    )


@criterion(after=test_means_the_sum_of_many_values)
def test_leaves_x_as_it_was(answer, generator):
    """The caller's x stays as it was: its numbers, its `requires_grad` and its own `.grad`."""
    x = torch.randn(5, generator=generator)
    plain = gradient_twice(answer, x).real()
    followed = gradient_twice(answer, x.clone().requires_grad_()).real()
    for seen in (plain, followed):
        assert seen["same values"], "the numbers in x have changed"
        assert seen["same requires_grad"], "x.requires_grad is not what it was before the call"
    assert plain["grad"] is None, "x.grad was None before the call, and is not any more"
    kept = followed["grad"] is not None and torch.equal(followed["grad"], torch.full((5,), 7.0))
    assert kept, "x had a .grad of its own before the call, and that has changed"


@criterion(after=test_means_the_sum_of_many_values)
def test_is_worked_out_by_pytorch(answer):
    """PyTorch works it out, from how f computes its values; not from differences between them."""
    # A staircase: flat wherever you look, but autograd is told that it has the slope 3.
    x = torch.tensor([0.4, 2.5, -1.3])
    expect(gradient(answer, "staircase", x)).equals(torch.full((3,), 3.0))


@mistake("gradient")
def returns_what_backward_returns(f, x):
    """Your function hands nothing back. `backward()` returns None: it leaves the gradient in the `.grad` of
    the tensor that f was given, and that is what you return.
    """
    x = x.detach().clone().requires_grad_()
    return f(x).sum().backward()


@mistake("gradient")
def returns_the_value(f, x):
    """You return f(x), the value. The gradient says how the value changes with x: call `backward()` on the
    value, and read the gradient from `.grad`.
    """
    return f(x)


@mistake("gradient")
def forgets_the_sum(f, x):
    """`backward()` starts from a single number, and f may give one for each number in x. Sum them up first:
    the sum has the gradient that is asked for.
    """
    x = x.detach().clone().requires_grad_()
    f(x).backward()
    return x.grad


@mistake("gradient")
def has_no_gradient_to_follow(f, x):
    """PyTorch has recorded nothing: x does not require a gradient when f computes with it. Make a tensor that
    does, before you call f.
    """
    x = x.detach().clone()
    f(x).sum().backward()
    return x.grad


@mistake("gradient")
def takes_the_mean(f, x):
    """You take the mean of f's values, which divides the gradient by how many there are. The question asks
    for the gradient of their sum.
    """
    x = x.detach().clone().requires_grad_()
    f(x).mean().backward()
    return x.grad


@mistake("gradient")
def sums_the_slopes(f, x):
    """You sum up all the slopes to one number. The gradient keeps one slope for each number in x, so it has
    x's shape.
    """
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward()
    return x.grad.sum()


@mistake("gradient")
def goes_downhill(f, x):
    """The sign is turned round. The gradient itself points uphill; only a step of gradient descent goes
    against it.
    """
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward()
    return -x.grad


@mistake("gradient")
def piles_up_on_the_callers_tensor(f, x):
    """You work on the caller's x itself: it now requires a gradient, and each call adds to its `.grad`. Make
    a tensor of your own with the same numbers, and take the gradient there.
    """
    x.requires_grad_()
    f(x).sum().backward()
    return x.grad


@mistake("gradient")
def clears_the_callers_gradient(f, x):
    """You clear `.grad` before each call, which stops the piling up; but x is the caller's, and so is what
    was in its `.grad`. Work on a copy of x, and leave the caller's alone.
    """
    x.requires_grad_()
    x.grad = None
    f(x).sum().backward()
    return x.grad


@mistake("gradient")
def leaves_requires_grad_on(f, x):
    """You switch `requires_grad` on in the caller's x and leave it so. From then on PyTorch records all that
    is computed with x: use a copy of x for the gradient.
    """
    x.requires_grad_()
    (found,) = torch.autograd.grad(f(x).sum(), x)
    return found


@mistake("gradient")
def wipes_the_callers_gradient(f, x):
    """You empty `.grad` of the caller's x when you are done. That also takes away what the caller had in it
    before: use a copy of x for the gradient.
    """
    followed = x.requires_grad
    x.requires_grad_()
    f(x).sum().backward()
    found = x.grad.clone()
    x.grad = None
    x.requires_grad_(followed)
    return found


@mistake("gradient")
def takes_differences(f, x):
    """You measure differences between values of f. That is roughly right for smooth functions, and costs two
    calls of f for each number in x; PyTorch gives the exact gradient in one go: use `requires_grad`.
    """
    eps = 1e-6
    wide = x.detach().double()
    slopes = torch.zeros_like(wide)
    for i in range(wide.numel()):
        step = torch.zeros_like(wide).view(-1)
        step[i] = eps
        step = step.view(wide.shape)
        slopes.view(-1)[i] = (f(wide + step) - f(wide - step)).sum() / (2 * eps)
    return slopes
