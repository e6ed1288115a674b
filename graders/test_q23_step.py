import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def step(answer, values, gradients, lr, as_tuple=False):
    """The caller's parameters after a step, and what has become of them and of their gradients."""
    params = [value.clone().requires_grad_() for value in values]
    for p, gradient in zip(params, gradients, strict=True):
        p.grad = gradient.clone()
    passed = tuple(params) if as_tuple else list(params)
    try:
        answer.step(passed, lr)
        recording = torch.is_grad_enabled()
    except RuntimeError as error:
        if "a leaf Variable that requires grad" not in str(error):
            raise
        return {"refused": str(error)}
    finally:
        torch.set_grad_enabled(True)
    kept = all(p.grad is not None and torch.equal(p.grad, g) for p, g in zip(params, gradients, strict=True))
    reset = all(p.grad is None or not p.grad.any() for p in params)
    return {
        "refused": "",
        "values": [p.detach() for p in params],
        "moved": any(not torch.equal(p, value) for p, value in zip(params, values, strict=True)),
        "same tensors": len(passed) == len(params)
        and all(a is b for a, b in zip(passed, params, strict=True)),
        "leaves": all(p.is_leaf and p.requires_grad for p in params),
        "recording": recording,
        "gradients": "as they were" if kept else "reset" if reset else "changed",
    }


@in_worker
def train(answer, start, goal, lr, steps):
    """Where a parameter is after each step of a short training with the answer's step."""
    p = start.clone().requires_grad_()
    path = []
    for _ in range(steps):
        if not (p.is_leaf and p.requires_grad):
            break
        p.grad = None
        ((p - goal) ** 2).sum().backward()
        answer.step([p], lr)
        path.append(p.detach().clone())
    return path


def parameters(generator):
    """Values and gradients: of weights, of a bias, of a single number, and of a whole stack."""
    shapes = [(4, 1), (1,), (), (2, 3, 2)]
    values = [torch.randn(shape, generator=generator) for shape in shapes]
    gradients = [torch.randn(shape, generator=generator) * 3 for shape in shapes]
    return values, gradients


def moved(values, gradients, lr):
    return [value - lr * gradient for value, gradient in zip(values, gradients, strict=True)]


def test_moves_against_the_gradients(answer, generator):
    """Each parameter moves against its gradient, by the learning rate times the gradient."""
    values, gradients = parameters(generator)
    found = [step(answer, values, gradients, lr) for lr in (0.1, 0.02)]
    for each, lr in zip(found, (0.1, 0.02), strict=True):
        assert not each.value["refused"], f"PyTorch refuses the step: {each.value['refused']}"
        assert each.value["moved"], "the parameters of the caller are what they were before the step"
        expect(each.value["values"]).equals(moved(values, gradients, lr))


@criterion(after=test_moves_against_the_gradients)
def test_keeps_the_callers_tensors(answer, generator):
    """The caller's own tensors are changed, whether they come in a list or in a tuple."""
    values, gradients = parameters(generator)
    listed, tupled = (step(answer, values, gradients, 0.3, as_tuple=kind) for kind in (False, True))
    assert listed.value["same tensors"], "there are other tensors in the caller's list after the step"
    expect(tupled.value["values"]).equals(moved(values, gradients, 0.3))


@criterion(after=test_moves_against_the_gradients)
def test_leaves_them_ready_for_backward(answer, generator):
    """Autograd does not record the step: the parameters stay leaves that require a gradient."""
    values, gradients = parameters(generator)
    found = step(answer, values, gradients, 0.1).value
    assert found["leaves"], "a parameter is not a leaf that requires a gradient any more"
    assert found["recording"], "autograd is still switched off when the step is over"


@criterion(after=test_moves_against_the_gradients)
def test_keeps_the_gradients(answer, generator):
    """The gradients stay as they are: to reset them is the caller's business."""
    values, gradients = parameters(generator)
    found = step(answer, values, gradients, 0.1).value["gradients"]
    assert found == "as they were", f"the gradients are {found} after the step"


@criterion(after=(test_keeps_the_callers_tensors, test_leaves_them_ready_for_backward))
def test_trains_step_by_step(answer, generator):
    """Step after step, with a new gradient each time, the parameters get to where the loss is small."""
    start, goal = torch.randn(3, 2, generator=generator), torch.randn(3, 2, generator=generator)
    path = train(answer, start, goal, 0.2, 8)
    expect(path).equals([goal + (start - goal) * 0.6 ** (k + 1) for k in range(8)], atol=1e-4)


@mistake("step")
def makes_new_tensors(params, lr):
    """`p = p - …` makes a new tensor and gives it the name p; the caller's tensor stays what it was. Change
    it in place: `p -= …`, with autograd out of the way.
    """
    for p in params:
        p = p - p.grad * lr


@mistake("step")
def replaces_in_the_list(params, lr):
    """You put new tensors into the list. The model goes on using the old ones, which have not moved: change
    those in place.
    """
    for i, p in enumerate(params):
        params[i] = (p - p.grad * lr).detach().requires_grad_()


@mistake("step")
def lets_autograd_watch(params, lr):
    """You change a leaf in place while autograd is recording, which PyTorch refuses. Do it under
    `torch.no_grad()`, or through `p.data`.
    """
    for p in params:
        p -= p.grad * lr


@mistake("step")
def climbs(params, lr):
    """You add where you should subtract. The gradient points to where the loss grows: go against it."""
    for p in params:
        p.data += p.grad * lr


@mistake("step")
def ignores_the_rate(params, lr):
    """You subtract the whole gradient, whatever `lr` is. Multiply it by the learning rate first."""
    for p in params:
        p.data -= p.grad


@mistake("step")
def divides_by_the_rate(params, lr):
    """You divide the gradient by the learning rate, so a smaller rate takes larger steps. Multiply by it."""
    for p in params:
        p.data -= p.grad / lr


@mistake("step")
def subtracts_the_rate_alone(params, lr):
    """You subtract the learning rate itself, and the gradient plays no part. A step is the learning rate
    times the gradient.
    """
    for p in params:
        p.data -= lr


@mistake("step")
def shrinks_the_parameters(params, lr):
    """You subtract a part of the parameter itself. What says where to go is its gradient, `p.grad`."""
    for p in params:
        p.data -= p.data * lr


@mistake("step")
def replaces_the_numbers(params, lr):
    """You put the step in place of the parameter. It is to be taken from where the parameter is: subtract it
    from the old value.
    """
    for p in params:
        p.data = -p.grad * lr


@mistake("step")
def moves_the_first_only(params, lr):
    """Only the first parameter moves: your function returns inside the loop. Let the loop go through all of
    them, the bias too.
    """
    for p in params:
        p.data -= p.grad * lr
        return


@mistake("step")
def looks_at_signs_only(params, lr):
    """You use the sign of the gradient alone, so every number moves equally far. Where the slope is steep
    the step is to be long: multiply by the gradient itself.
    """
    for p in params:
        p.data -= p.grad.sign() * lr


@mistake("step")
def resets_the_gradients(params, lr):
    """You reset the gradients as well. The caller may still want them, and resets them when they are done
    with: leave `.grad` alone.
    """
    for p in params:
        p.data -= p.grad * lr
        p.grad = None


@mistake("step")
def scales_the_gradients(params, lr):
    """You multiply the gradient by `lr` in place, so `.grad` itself is changed, and a second step would go
    less far. Compute the product as a new tensor.
    """
    for p in params:
        p.grad *= lr
        p.data -= p.grad


@mistake("step")
def switches_requires_grad_off(params, lr):
    """You switch `requires_grad` off for the step, and leave it off: the next backward finds nothing to work
    out. Use `torch.no_grad()`, which ends by itself.
    """
    for p in params:
        p.requires_grad_(False)
        p -= p.grad * lr


@mistake("step")
def leaves_autograd_off(params, lr):
    """You switch autograd off for the step, and leave it off for everything that comes after. With
    `with torch.no_grad():` it comes back on by itself.
    """
    torch.set_grad_enabled(False)
    for p in params:
        p -= p.grad * lr
