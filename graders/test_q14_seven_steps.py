import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def fit_quadratic(answer, time, speed, params, lr, steps):
    """The numbers that the answer returns, whether autograd still follows them or not."""
    result = answer.fit_quadratic(time.clone(), speed.clone(), params.clone(), lr, steps)
    return result.detach().clone() if isinstance(result, torch.Tensor) else result


@in_worker
def changed(answer, time, speed, params, lr, steps):
    """Which of the caller's tensors hold other numbers afterwards."""
    before = {"time": time.clone(), "speed": speed.clone(), "params": params.clone()}
    answer.fit_quadratic(time, speed, params, lr, steps)
    after = {"time": time, "speed": speed, "params": params}
    return [name for name, tensor in after.items() if not torch.equal(tensor, before[name])]


def measurements(generator, n):
    """Times from 0 to 2, speeds near a parabola, and parameters to begin with."""
    time = 2 * torch.rand(n, generator=generator)
    a, b, c = 3 * torch.randn(3, generator=generator)
    speed = a * time**2 + b * time + c + 0.3 * torch.randn(n, generator=generator)
    return time, speed, torch.randn(3, generator=generator)


def fitted(time, speed, params, lr, steps):
    """The parameters after gradient descent, in double precision and with the gradient as a formula."""
    time, speed, params = time.double(), speed.double(), params.double()
    powers = torch.stack([time**2, time, torch.ones_like(time)])
    for _ in range(steps):
        errors = params @ powers - speed
        params = params - lr * 2 * (powers * errors).mean(1)
    return params


def test_takes_one_step(answer, generator):
    """One step moves a, b and c against their gradients, by the gradient times the learning rate."""
    for n, lr in [(20, 0.04), (7, 0.02), (1, 0.03)]:
        time, speed, params = measurements(generator, n)
        fit_quadratic(
            answer, time, speed, params, lr, 3
        )  # not judged here, but it tells known mistakes apart
        found = fit_quadratic(answer, time, speed, params, lr, 1)
        expect(found).has_shape(3).equals(fitted(time, speed, params, lr, 1))


@criterion(after=test_takes_one_step)
def test_takes_two_steps(answer, generator):
    """The second step has gradients of its own, at where the first one led."""
    for n in (20, 5):
        time, speed, params = measurements(generator, n)
        fit_quadratic(answer, time, speed, params, 0.03, 3)
        found = fit_quadratic(answer, time, speed, params, 0.03, 2)
        expect(found).has_shape(3).equals(fitted(time, speed, params, 0.03, 2))


@criterion(after=test_takes_two_steps)
def test_takes_a_hundred_steps(answer, generator):
    """A hundred steps end where gradient descent ends."""
    time, speed, params = measurements(generator, 50)
    found = fit_quadratic(answer, time, speed, params, 0.03, 100)
    expect(found).has_shape(3).equals(fitted(time, speed, params, 0.03, 100), rtol=1e-3, atol=1e-4)
    # Nineteen seconds of a roller coaster: far larger numbers, so a far smaller learning rate.
    time = torch.arange(20.0)
    speed = 3 * torch.randn(20, generator=generator) + 0.75 * (time - 9.5) ** 2 + 1
    found = fit_quadratic(answer, time, speed, params, 1e-5, 100)
    expect(found).has_shape(3).equals(fitted(time, speed, params, 1e-5, 100), rtol=1e-3, atol=1e-4)


@criterion(after=test_takes_one_step)
def test_stops_before_the_first_step(answer, generator):
    """After no steps the parameters are those it began with."""
    time, speed, params = measurements(generator, 20)
    expect(fit_quadratic(answer, time, speed, params, 0.03, 0)).has_shape(3).equals(params)


@criterion(after=test_takes_one_step)
def test_leaves_the_callers_tensors_as_they_are(answer, generator):
    """The caller's own parameters and measurements are not changed."""
    names = changed(answer, *measurements(generator, 20), 0.03, 3)
    expect(names).satisfies(names.value == [], f"the caller's {' and '.join(names.value)} changed in place")


@mistake("fit_quadratic")
def changes_the_callers_params(time, speed, params, lr, steps):
    """You train the caller's tensor itself, so their parameters are gone after the call. Make a copy with
    `params.clone()` first; `requires_grad_` alone makes none."""
    params.requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        params.data -= lr * params.grad
        params.grad = None
    return params


@mistake("fit_quadratic")
def keeps_the_old_gradients(time, speed, params, lr, steps):
    """You never reset the gradients. `backward` adds to them, so from the second step on you also go along
    the gradients of all the steps before. Empty `params.grad` after each step."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
    return params.detach()


@mistake("fit_quadratic")
def climbs(time, speed, params, lr, steps):
    """You add the gradients, and the loss grows with every step: a gradient points to where the loss rises.
    Subtract it."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params += lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def one_step_too_many(time, speed, params, lr, steps):
    """You take one step too many: `range(steps)` counts from 0 and gives as many rounds as it says."""
    params = params.clone().requires_grad_()
    for _ in range(steps + 1):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def one_step_too_few(time, speed, params, lr, steps):
    """You take one step too few. `range(1, steps)` has one round less than it says, and a step that comes
    first in the loop has no gradient to use in the first round."""
    params = params.clone().requires_grad_()
    for _ in range(1, steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def single_step(time, speed, params, lr, steps):
    """You take one step and stop, whatever `steps` says. Put prediction, loss, gradient and step into a
    loop."""
    params = params.clone().requires_grad_()
    a, b, c = params
    ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
    return (params - lr * params.grad).detach()


@mistake("fit_quadratic")
def gradients_of_the_start(time, speed, params, lr, steps):
    """You work the gradients out once and use them for every step. They change as the parameters move:
    predict, take the loss and call `backward` anew in each step."""
    params = params.clone().requires_grad_()
    a, b, c = params
    ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
    return (params - steps * lr * params.grad).detach()


@mistake("fit_quadratic")
def never_moves(time, speed, params, lr, steps):
    """The parameters you return are those that you got. In each step they have to move, by `lr` times
    their gradient, and the moved ones are to be returned."""
    return params.clone()


@mistake("fit_quadratic")
def adds_the_errors_up(time, speed, params, lr, steps):
    """Your loss is the sum of the squared errors. With n measurements every step then is n times too long:
    take the mean."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).sum().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def root_of_the_loss(time, speed, params, lr, steps):
    """Your loss is the root of the mean squared error. It has its lowest point in the same place, but other
    gradients on the way: leave the root out."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().sqrt().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def absolute_errors(time, speed, params, lr, steps):
    """Your loss is the mean of the absolute errors. The question asks for the mean of their squares."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        (a * time**2 + b * time + c - speed).abs().mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def parameters_in_reverse(time, speed, params, lr, steps):
    """You read the parameters from the other end, as c, b, a. The first one, `a`, belongs to t², and the last
    one, `c`, stands alone."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        c, b, a = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def forgets_c(time, speed, params, lr, steps):
    """Your parabola has no `c`, so the third parameter never moves and the curve always goes through 0.
    Add it to the prediction."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, _c = params
        ((a * time**2 + b * time - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def ignores_the_learning_rate(time, speed, params, lr, steps):
    """You step by the whole gradient, and such long steps leap over the valley. Multiply it by `lr`."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= params.grad
        params.grad = None
    return params.detach()


@mistake("fit_quadratic")
def returns_the_predictions(time, speed, params, lr, steps):
    """You return the fitted speeds. Asked are the parameters that make them: a, b and c."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    a, b, c = params.detach()
    return a * time**2 + b * time + c


@mistake("fit_quadratic")
def returns_the_loss(time, speed, params, lr, steps):
    """You return the loss. It tells how well the curve fits; asked are the parameters of the curve."""
    params = params.clone().requires_grad_()
    for _ in range(steps):
        a, b, c = params
        ((a * time**2 + b * time + c - speed) ** 2).mean().backward()
        with torch.no_grad():
            params -= lr * params.grad
        params.grad = None
    a, b, c = params.detach()
    return ((a * time**2 + b * time + c - speed) ** 2).mean()
