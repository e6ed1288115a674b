import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def train_epoch(answer, weights, bias, x, y, batch_size, lr, epochs, frozen=()):
    # Named as the learner's function is, so that what goes wrong in here is reported under that name.
    class Line(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weights = torch.nn.Parameter(weights.clone())
            self.bias = torch.nn.Parameter(bias.clone())

        def forward(self, xb):
            return xb @ self.weights + self.bias

    def loss_func(preds, targets):  # lopsided, so that it matters which comes first
        return ((preds - 2 * targets) ** 2).mean()

    model = Line()
    dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size)
    trained = {name: p for name, p in model.named_parameters() if name not in frozen}
    report = {}
    for epoch in range(1, epochs + 1):
        try:
            answer.train_epoch(model, loss_func, dl, list(trained.values()), lr)
        except RuntimeError as error:
            if "in-place operation" not in str(error):
                raise
            return "autograd watches the step, and does not let it change a leaf in place"
        except AttributeError as error:
            if "zero_" not in str(error) or any(p.grad is None for p in trained.values()):
                raise
            return "`zero_` was called on a gradient that is None, while the gradients of `params` are there"
        for name, p in model.named_parameters():
            report[f"{name} after epoch {epoch}"] = p.detach().flatten().tolist()
    if torch.equal(model.weights, weights) and torch.equal(model.bias, bias):
        gradients = [p.grad for p in trained.values()]
        if any(gradient is None for gradient in gradients):
            return "no parameter moves, and they have no gradient"
        left = any(gradient.any() for gradient in gradients)
        return f"no parameter moves, and their gradients are {'still there' if left else 'zero'}"
    return report


def judge(answer, solution, *setting):
    result = train_epoch(answer, *setting)
    assert not isinstance(result.value, str), result.value
    expect(result).equals(train_epoch(solution, *setting), rtol=1e-3, atol=1e-4)


def data(generator, rows, columns=3):
    """Weights, a bias, inputs and 0/1 targets."""
    return (
        torch.randn(columns, 1, generator=generator),
        torch.randn(1, generator=generator),
        torch.randn(rows, columns, generator=generator) + 0.5,
        torch.randint(0, 2, (rows, 1), generator=generator).float(),
    )


def test_steps_after_every_batch_with_clean_gradients(answer, solution, generator):
    """Every batch moves every parameter, against the gradient of that batch alone, by lr times as much."""
    judge(answer, solution, *data(generator, 12), 4, 0.05, 1)


@criterion(after=test_steps_after_every_batch_with_clean_gradients)
def test_the_short_last_batch_counts(answer, solution, generator):
    """The last batch counts as well, when it is shorter than the others."""
    judge(answer, solution, *data(generator, 11), 4, 0.05, 1)


@criterion(after=test_steps_after_every_batch_with_clean_gradients)
def test_one_batch_is_enough(answer, solution, generator):
    """Data that fit into a single batch make one step, even a single row."""
    judge(answer, solution, *data(generator, 5), 8, 0.1, 1)
    judge(answer, solution, *data(generator, 1, 6), 1, 0.02, 1)


@criterion(after=test_steps_after_every_batch_with_clean_gradients)
def test_goes_on_with_a_second_epoch(answer, solution, generator):
    """A second epoch goes on from where the first one ended."""
    judge(answer, solution, *data(generator, 12), 4, 0.05, 2)


@criterion(after=test_steps_after_every_batch_with_clean_gradients)
def test_trains_params_and_nothing_else(answer, solution, generator):
    """Only the tensors in `params` move, whatever else the model has."""
    judge(answer, solution, *data(generator, 8), 4, 0.05, 1, ("bias",))
    judge(answer, solution, *data(generator, 8), 4, 0.05, 1, ("weights",))


@mistake("train_epoch")
def steps_inside_autograd(model, loss_func, dl, params, lr):
    """You change the parameters while autograd is watching, and PyTorch refuses. The step is bookkeeping
    and no part of the model: take it where autograd does not look, under `torch.no_grad()` or on
    `.data`."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p -= lr * p.grad
            p.grad = None


@mistake("train_epoch")
def keeps_the_gradients(model, loss_func, dl, params, lr):
    """You never clear the gradients between batches. `backward` adds to what `.grad` already holds, so
    every step follows the sum of all the batches so far. Clear every gradient once its step is taken."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= lr * p.grad


@mistake("train_epoch")
def clears_only_the_last(model, loss_func, dl, params, lr):
    """You clear the gradient of the last parameter only: that line stands after the loop over the
    parameters where it belongs inside. The others keep adding one batch to the next."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= lr * p.grad
        p.grad = None


@mistake("train_epoch")
def clears_before_the_step(model, loss_func, dl, params, lr):
    """You clear the gradients between `backward` and the step, so each step multiplies the learning rate
    by zero and nothing moves. The order is gradient, step, clear."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.grad.zero_()
            p.data -= lr * p.grad


@mistake("train_epoch")
def steps_once_an_epoch(model, loss_func, dl, params, lr):
    """You step once, when all the batches are through, along the sum of their gradients. The point of
    mini-batches is a step after each one: the step and the clearing belong inside the loop over the
    batches."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
    for p in params:
        p.data -= lr * p.grad
        p.grad = None


@mistake("train_epoch")
def steps_with_the_last_batch_only(model, loss_func, dl, params, lr):
    """Of all the batches only the last one moves the parameters: the work stands after the loop where it
    belongs inside, and there only the last batch is left."""
    xb, yb = list(dl)[-1]
    loss_func(model(xb), yb).backward()
    for p in params:
        p.data -= lr * p.grad
        p.grad = None


@mistake("train_epoch")
def stops_after_the_first_batch(model, loss_func, dl, params, lr):
    """You train on the first batch and stop. An epoch is a pass over the whole data: look for a `return`
    or `break` inside the loop, or for a `next` where there should be a loop."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= lr * p.grad
            p.grad = None
        return


@mistake("train_epoch")
def skips_the_short_batch(model, loss_func, dl, params, lr):
    """You leave out the last batch when it is shorter than the others. Its rows are data as well, and a
    mean loss does not mind how many rows it is taken over. Train on it too."""
    size = None
    for xb, yb in dl:
        size = size or len(xb)
        if len(xb) == size:
            loss_func(model(xb), yb).backward()
            for p in params:
                p.data -= lr * p.grad
                p.grad = None


@mistake("train_epoch")
def leaves_out_the_last_batch(model, loss_func, dl, params, lr):
    """You leave out the last batch, full or not. A loop over `dl` visits all of them by itself, without
    counting."""
    for xb, yb in list(dl)[:-1]:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= lr * p.grad
            p.grad = None


@mistake("train_epoch")
def moves_only_the_first(model, loss_func, dl, params, lr):
    """Only the first parameter moves. The bias has a gradient as well: go through all of `params`."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        params[0].data -= lr * params[0].grad
        for p in params:
            p.grad = None


@mistake("train_epoch")
def makes_new_tensors(model, loss_func, dl, params, lr):
    """Nothing moves: `p = p - …` makes a new tensor and hangs the name `p` on it, while the model keeps
    the old one. Change the parameter itself, in place."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p = p - p.grad * lr
            p.grad = None


@mistake("train_epoch")
def makes_new_tensors_and_clears_them(model, loss_func, dl, params, lr):
    """`p = p - …` makes a new tensor and hangs the name `p` on it. The new one never had a gradient to
    clear, and the model keeps the old one, which has not moved. Change the parameter itself, in place."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p = p.detach() - p.grad * lr
            p.grad.zero_()


@mistake("train_epoch")
def climbs(model, loss_func, dl, params, lr):
    """You step along the gradient, which leads uphill: the loss grows. Turn the sign of the step round."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data += lr * p.grad
            p.grad = None


@mistake("train_epoch")
def forgets_the_learning_rate(model, loss_func, dl, params, lr):
    """You subtract the whole gradient. The learning rate says how much of it a step takes: multiply by
    `lr`."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= p.grad
            p.grad = None


@mistake("train_epoch")
def divides_by_the_batch(model, loss_func, dl, params, lr):
    """You divide the step by the number of rows in the batch. The loss is a mean over them already, so
    its gradient needs no second division."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data -= lr * p.grad / len(xb)
            p.grad = None


@mistake("train_epoch")
def swaps_predictions_and_targets(model, loss_func, dl, params, lr):
    """You hand the loss function the targets first. Some losses forgive that, most do not: the
    predictions come first, then the targets."""
    for xb, yb in dl:
        loss_func(yb, model(xb)).backward()
        for p in params:
            p.data -= lr * p.grad
            p.grad = None


@mistake("train_epoch")
def asks_the_model_for_its_parameters(model, loss_func, dl, params, lr):
    """You train whatever the model says are its parameters, and pay no attention to `params`. Which
    tensors move is the caller's choice (and a model that is a plain function has none to tell of)."""
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in model.parameters():
            p.data -= lr * p.grad
            p.grad = None


@mistake("train_epoch")
def does_nothing(model, loss_func, dl, params, lr):
    """No parameter moves. A forward pass and a loss change nothing yet: it takes the gradients from
    `backward`, and then a step of every parameter, in place."""
    for xb, yb in dl:
        loss_func(model(xb), yb)
