import torch

from ch4.grading import criterion, expect, in_worker, mistake, nit


@in_worker
def BasicOptim(answer, weights, bias, batches, lr, calls, is_generator=False):
    # Named as the learner's class is, so that what goes wrong in here is reported under that name.
    params = {"weights": torch.nn.Parameter(weights.clone()), "bias": torch.nn.Parameter(bias.clone())}
    opt = answer.BasicOptim((p for p in params.values()) if is_generator else list(params.values()), lr)
    batches = iter(batches)
    report = {}
    for number, call in enumerate(calls.split(), 1):
        if call == "backward":
            xb, yb = next(batches)
            ((xb @ params["weights"] + params["bias"] - yb) ** 2).mean().backward()
        else:
            before = [torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in params.values()]
            try:
                getattr(opt, call)()
            except (RuntimeError, TypeError) as error:
                if "in-place operation" in str(error):
                    return "autograd watches the step, and does not let it change a leaf in place"
                if call == "step" and isinstance(error, TypeError) and "NoneType" in str(error):
                    return "`step` meets a gradient that is None, while the parameters have theirs"
                raise
            after = [torch.zeros_like(p) if p.grad is None else p.grad for p in params.values()]
            if call == "step" and not all(map(torch.equal, before, after)):
                report["step"] = "changes the gradients"
        for name, p in params.items():
            if call != "backward":
                report[f"{name} after call {number}, {call}"] = p.detach().flatten().tolist()
            if call != "step":
                gradient = torch.zeros_like(p) if p.grad is None else p.grad
                report[f"gradient of {name} after call {number}, {call}"] = gradient.flatten().tolist()
    return report


def judge(answer, solution, generator, calls, is_generator=False):
    setting = (
        torch.randn(3, 1, generator=generator),
        torch.randn(1, generator=generator),
        [
            (torch.randn(6, 3, generator=generator) + 0.5, torch.rand(6, 1, generator=generator))
            for _ in range(4)
        ],
        0.05,
        calls,
        is_generator,
    )
    theirs, ours = BasicOptim(answer, *setting), BasicOptim(solution, *setting)
    assert not isinstance(theirs.value, str), theirs.value
    found = {key: value for key, value in theirs.value.items() if key != "step"}
    expect(found).equals(ours, rtol=1e-3, atol=1e-4)


def test_step_moves_every_parameter(answer, solution, generator):
    """`step` moves every parameter in place, against its gradient, by lr times as much."""
    judge(answer, solution, generator, "backward step")


@criterion(after=test_step_moves_every_parameter)
def test_zero_grad_clears_every_gradient(answer, solution, generator):
    """After `zero_grad` the next `backward` starts from nothing, and no parameter has moved."""
    judge(answer, solution, generator, "backward zero_grad backward zero_grad")


@criterion(after=test_zero_grad_clears_every_gradient)
def test_both_work_again_and_again(answer, solution, generator):
    """Backward, step, clear: three rounds of them train the parameters."""
    judge(answer, solution, generator, "backward step zero_grad " * 3)


@criterion(after=test_both_work_again_and_again)
def test_takes_a_generator_of_parameters(answer, solution, generator):
    """All of that works as well when the parameters come from a generator."""
    judge(answer, solution, generator, "backward step zero_grad " * 3, True)


@criterion(after=test_both_work_again_and_again)
def test_leaves_the_clearing_to_zero_grad(answer, generator):
    """`step` moves the parameters and leaves their gradients to `zero_grad`."""
    one = torch.randn(4, 3, generator=generator), torch.rand(4, 1, generator=generator)
    setting = torch.randn(3, 1, generator=generator), torch.randn(1, generator=generator), [one], 0.1
    if "step" in BasicOptim(answer, *setting, "backward step").value:
        nit("your `step` clears the gradients too: somebody may want to look at them before `zero_grad`")


@mistake("BasicOptim")
class UsesTheGeneratorUp:
    """You keep `params` as it came. A generator can be walked through only once: your first `step` works,
    and every loop after it finds nothing left. Turn it into a list when you get it."""

    def __init__(self, params, lr):
        self.params, self.lr = params, lr


@mistake("BasicOptim")
class StepsInsideAutograd:
    """You change the parameters while autograd is watching, and PyTorch refuses. The step is bookkeeping
    and no part of the model: take it on `.data`, or under `torch.no_grad()`."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p -= p.grad * self.lr


@mistake("BasicOptim")
class ClearsNothing:
    """Your `zero_grad` leaves the gradients as they are, so every `backward` adds to the ones before and
    the steps grow longer and longer. Look for a method without its brackets, for `==` where `=` is meant,
    or for a new name that was cleared in place of `p.grad`."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_  # noqa: B018


@mistake("BasicOptim")
class ClearsOnlyTheLast:
    """Your `zero_grad` clears the last parameter's gradient only: the line stands after the loop where it
    belongs inside. The others keep adding up."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        self.params[-1].grad = None


@mistake("BasicOptim")
class ClearsOnlyTheFirst:
    """Your `zero_grad` clears the first parameter's gradient only. The others keep adding up: go through
    all of them, and mind a `return` inside the loop."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        self.params[0].grad = None


@mistake("BasicOptim")
class ClearsTheParameters:
    """Your `zero_grad` sets the parameters themselves to zero, and with them all that was learned. It is
    their gradients that are to be cleared: `p.grad`, not `p`."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        for p in self.params:
            p.data.zero_()


@mistake("BasicOptim")
class ClearsBoth:
    """Your `zero_grad` clears the gradients and sets the parameters to zero as well: all that was learned
    is gone. Clear `p.grad` and leave `p` alone."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        for p in self.params:
            p.data.zero_()
            p.grad = None


@mistake("BasicOptim")
class MakesNewTensors:
    """Your `step` moves nothing: `p = p - …` makes a new tensor and hangs the name `p` on it, while the
    model keeps the old one. Change the parameter itself, in place."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p = p - p.grad * self.lr


@mistake("BasicOptim")
class WorksOnCopies:
    """You keep copies of the parameters. `backward` fills the gradients of the tensors that the model
    uses, and your copies have none. Keep the very tensors that came in."""

    def __init__(self, params, lr):
        self.params, self.lr = [p.detach().clone() for p in params], lr

    def step(self):
        for p in self.params:
            p -= p.grad * self.lr


@mistake("BasicOptim")
class Climbs:
    """Your `step` goes along the gradient, which leads uphill: the loss grows. Turn the sign of the step
    round."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.data += p.grad * self.lr


@mistake("BasicOptim")
class ForgetsTheLearningRate:
    """Your `step` takes off the whole gradient. The learning rate that came in with the parameters says
    how much of it: keep it, and multiply."""

    def __init__(self, params, lr):
        self.params = list(params)

    def step(self):
        for p in self.params:
            p.data -= p.grad


@mistake("BasicOptim")
class SetsThemToTheStep:
    """Your `step` puts lr times the gradient in the place of the parameter (`=` where `-=` was meant).
    Start from where the parameter is, and take that off."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.data = p.grad * self.lr


@mistake("BasicOptim")
class MovesOnlyTheFirst:
    """Your `step` moves the first parameter only. Weights and bias both have a gradient: go through all
    of them, and mind a `return` inside the loop."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        self.params[0].data -= self.params[0].grad * self.lr


@mistake("BasicOptim")
class MovesOnlyTheLast:
    """Your `step` moves the last parameter only: the line stands after the loop where it belongs inside."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        self.params[-1].data -= self.params[-1].grad * self.lr


@mistake("BasicOptim")
class ClearsBeforeTheStep:
    """Your `step` clears the gradients before it uses them, so it multiplies the learning rate by zero
    and nothing moves. Clearing is the job of `zero_grad`, and comes after the step."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.grad.zero_()
            p.data -= p.grad * self.lr
