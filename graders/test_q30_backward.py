import itertools

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def calc_grad(answer, weights, batches, held=None):
    # Named as the learner's function is, so that what goes wrong in here is reported under that name.
    class Net(torch.nn.Module):
        """As many layers as there are weights, with a tanh between them."""

        def __init__(self):
            super().__init__()
            self.weights = torch.nn.ParameterList(torch.nn.Parameter(w.clone()) for w in weights)

        def forward(self, xb):
            for weight in self.weights[:-1]:
                xb = torch.tanh(xb @ weight)
            return xb @ self.weights[-1]

    def loss_func(preds, targets):  # lopsided, so that it matters which comes first
        return ((preds - 2 * targets) ** 2).mean()

    model = Net()
    if held is not None:
        for p in model.parameters():
            p.grad = torch.full_like(p, held)
    report = {}
    for call, (xb, yb) in enumerate(batches, 1):
        try:
            answer.calc_grad(xb, yb, model, loss_func)
        except RuntimeError as error:
            if "does not require grad" not in str(error):
                raise
            return "nothing leads back from the loss to the parameters: autograd did not follow the way there"
        for number, p in enumerate(model.parameters(), 1):
            if not torch.equal(p, weights[number - 1]):
                report[f"parameter {number}"] = "moved"
            gradient = None if p.grad is None else p.grad.flatten().tolist()
            report[f"gradient {number} after call {call}"] = gradient
    return report


def judge(answer, solution, *setting):
    result = calc_grad(answer, *setting)
    report = result.value
    assert not isinstance(report, str), report
    assert "moved" not in report.values(), "a parameter has moved: the step is not asked here"
    assert any(gradient is not None for gradient in report.values()), "no parameter has a gradient afterwards"
    expect(result).equals(calc_grad(solution, *setting), rtol=1e-3, atol=1e-4)


def batch(generator, rows, columns=3):
    inputs = torch.randn(rows, columns, generator=generator) + 0.5
    return inputs, torch.randint(0, 2, (rows, 1), generator=generator).float()


def weights(generator, *sizes):
    return [torch.randn(m, n, generator=generator) for m, n in itertools.pairwise(sizes)]


def test_leaves_the_gradient_of_the_batch(answer, solution, generator):
    """Afterwards the parameters hold the gradients of this batch's loss."""
    judge(answer, solution, weights(generator, 3, 1), [batch(generator, 6)])
    judge(answer, solution, weights(generator, 4, 1), [batch(generator, 1, 4)])


@criterion(after=test_leaves_the_gradient_of_the_batch)
def test_reaches_every_layer(answer, solution, generator):
    """Every parameter gets its gradient, those of the first layer too."""
    judge(answer, solution, weights(generator, 3, 4, 2, 1), [batch(generator, 5)])


@criterion(after=test_leaves_the_gradient_of_the_batch)
def test_adds_to_what_is_there(answer, solution, generator):
    """Called again, it adds the new gradients to those that are there."""
    one, other = batch(generator, 6), batch(generator, 6)
    judge(answer, solution, weights(generator, 3, 1), [one, one, other])
    judge(answer, solution, weights(generator, 3, 1), [one], 0.5)


@criterion(after=test_leaves_the_gradient_of_the_batch)
def test_leaves_the_batch_alone(answer, generator):
    """Inputs and targets are the same afterwards as they were before."""
    expect(calc_grad(answer, weights(generator, 3, 1), [batch(generator, 4)])).changes_nothing()


@mistake("calc_grad")
def never_goes_backward(xb, yb, model, loss_func):
    """No gradient reaches the parameters: the loss never goes backward. Computing it, returning it or
    looking at `loss.grad` does not start that; there is a method that does."""
    return loss_func(model(xb), yb)


@mistake("calc_grad")
def leaves_zeros_behind(xb, yb, model, loss_func):
    """You went backward and set the gradients to zero afterwards. They are to stay in the parameters:
    whoever takes the step needs them, and clears them then."""
    loss_func(model(xb), yb).backward()
    for p in model.parameters():
        p.grad.zero_()


@mistake("calc_grad")
def clears_first(xb, yb, model, loss_func):
    """You clear the gradients before you go backward (or overwrite them), so the ones from before are
    lost. When to clear is the caller's business: here the new gradients are added to the old."""
    for p in model.parameters():
        p.grad = None
    loss_func(model(xb), yb).backward()


@mistake("calc_grad")
def cuts_the_way_back(xb, yb, model, loss_func):
    """You predict or measure out of autograd's sight (`no_grad`, `detach`, `.data`, `.item()`). Then
    nothing leads back from the loss to the parameters. Leave autograd on until the loss has gone
    backward."""
    with torch.no_grad():
        loss = loss_func(model(xb), yb)
    loss.backward()


@mistake("calc_grad")
def goes_back_from_the_predictions(xb, yb, model, loss_func):
    """You go backward from the predictions. Their gradients say how to make the predictions larger, not
    how to make them better: it is the loss that has to go backward."""
    model(xb).sum().backward()


@mistake("calc_grad")
def goes_back_from_the_mean_prediction(xb, yb, model, loss_func):
    """You go backward from the mean of the predictions. It says nothing of the targets: it is the loss
    that has to go backward."""
    model(xb).mean().backward()


@mistake("calc_grad")
def swaps_predictions_and_targets(xb, yb, model, loss_func):
    """You hand the loss function the targets first. Some losses forgive that, most do not: the
    predictions come first, then the targets."""
    loss_func(yb, model(xb)).backward()


@mistake("calc_grad")
def takes_the_step_as_well(xb, yb, model, loss_func):
    """You move the parameters too. Gradients only say where downhill is; going there is the step, and
    comes later, with a learning rate that this function does not know."""
    loss_func(model(xb), yb).backward()
    for p in model.parameters():
        p.data -= p.grad


@mistake("calc_grad")
def goes_back_twice(xb, yb, model, loss_func):
    """You go backward twice, and each time the gradients are added: they are double. Once is enough."""
    loss = loss_func(model(xb), yb)
    loss.backward(retain_graph=True)
    loss.backward()


@mistake("calc_grad")
def goes_back_from_every_row(xb, yb, model, loss_func):
    """You go backward for every row by itself and so add up their gradients. The loss of a batch is
    already one number, often a mean: measure the whole batch at once and go backward once."""
    for x, y in zip(xb, yb, strict=True):
        loss_func(model(x[None]), y[None]).backward()


@mistake("calc_grad")
def turns_the_gradient_round(xb, yb, model, loss_func):
    """You went backward from minus the loss. That downhill means against the gradient is for the step to
    know; the gradient itself keeps its sign."""
    (-loss_func(model(xb), yb)).backward()
