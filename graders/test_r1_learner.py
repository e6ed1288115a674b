import types

import torch
import torch.nn.functional as F
from torch import nn

from ch4.grading import criterion, expect, in_worker, mistake, nit

NEAR = {"rtol": 1e-3, "atol": 1e-4}


@in_worker
def Learner(answer, data, wanted, epochs=1, lr=0.05, opt="sgd", metrics=0):
    """Make a learner of a small linear model, let it do something, and tell what is wanted.

    data      x and y to train on, x and y to validate on, the model's weight and bias
    opt       the kind of optimizer: sgd, basic (as in question 31) or momentum
    metrics   0: one function; otherwise, a list of so many

    The first column of x is 0 in the training set and 1 in the validation set, which tells them apart.
    """

    class Model(nn.Module):
        def __init__(self, weight, bias):
            super().__init__()
            self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
            self.calls = []

        def forward(self, xb):
            part = "valid" if xb[0, 0] == 1 else "train"
            self.calls.append((part, "train" if self.training else "eval", torch.is_grad_enabled()))
            return xb @ self.weight + self.bias

    class BasicOptim:
        def __init__(self, params, lr):
            self.params, self.lr = list(params), lr

        def step(self):
            for p in self.params:
                p.data -= p.grad.data * self.lr

        def zero_grad(self):
            for p in self.params:
                p.grad = None

    def numbers(row):
        """The numbers in a row, whatever it is a row of."""
        row = row.tolist() if hasattr(row, "tolist") else list(row.values()) if isinstance(row, dict) else row
        return [n for item in row for n in numbers(item)] if isinstance(row, (list, tuple)) else [row]

    def loader(x, y):
        return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=4)

    x, y, valid_x, valid_y, weight, bias = data
    # The arguments of these are not treated alike, so that a wrong order shows.
    loss_func = lambda preds, targets: ((preds - 1.5 * targets) ** 2).mean()  # noqa: E731
    functions = [
        lambda preds, targets: (preds - targets / 2).abs().mean(),
        lambda preds, targets: preds.max(),
    ]
    opts = {
        "sgd": torch.optim.SGD,
        "basic": BasicOptim,
        "momentum": lambda params, lr: torch.optim.SGD(params, lr, momentum=0.9),
    }
    model = Model(weight, bias)
    learner = answer.Learner(
        types.SimpleNamespace(train=loader(x, y), valid=loader(valid_x, valid_y)),
        model,
        opts[opt],
        loss_func,
        functions[:metrics] if metrics else functions[0],
    )
    if wanted in ("weights", "record", "modes", "gradients in validation"):
        learner.fit(epochs, lr)
    match wanted:
        case "weights":
            return [model.weight, model.bias]
        case "record":
            return [numbers(row) for row in learner.recorder]
        case "modes":
            calls = [f"{part} set in {mode} mode" for part, mode, _ in model.calls]
            return {call: calls.count(call) for call in sorted(set(calls))}
        case "gradients in validation":
            return any(part == "valid" and follows for part, _, follows in model.calls)
        case "validation":
            figures = learner.validate()
            return None if figures is None else [numbers(figures), [model.weight, model.bias]]
        case "predictions":
            return learner.predict(valid_x[:3])
        case "mode of predictions":
            learner.predict(valid_x[:3])
            return model.calls[-1][1]


@in_worker
def training(answer, images, is_three, new_images, device):
    """Fit a small net to 3s and 7s; its predictions for new images, and the losses that were recorded."""
    x, y = torch.from_numpy(images).to(device).float() / 255, torch.from_numpy(is_three).to(device).float()
    data = torch.utils.data.TensorDataset(x, y[:, None])
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # batches as small as these only lose by more
    # The last tenth is set aside: what the learner sees of the images that it is judged on is never a label.
    cut = len(x) * 9 // 10
    train = torch.utils.data.Subset(data, range(cut))
    valid = torch.utils.data.Subset(data, range(cut, len(x)))
    learner = answer.Learner(
        types.SimpleNamespace(
            train=torch.utils.data.DataLoader(train, batch_size=128, shuffle=True),
            valid=torch.utils.data.DataLoader(valid, batch_size=256),
        ),
        nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 1)).to(device),
        torch.optim.Adam,
        F.binary_cross_entropy_with_logits,
        lambda preds, targets: ((preds > 0) == (targets > 0.5)).float().mean(),
    )
    learner.fit(2, 0.005)
    out = learner.predict(torch.from_numpy(new_images).to(device).float() / 255)
    torch.set_num_threads(threads)
    return out, [[float(number) for number in row[:2]] for row in learner.recorder]


def an_example(generator):
    """Data for the small model: see `Learner`."""
    x, y = torch.randn(12, 4, generator=generator), torch.randn(12, 1, generator=generator)
    valid_x, valid_y = torch.randn(8, 4, generator=generator), torch.randn(8, 1, generator=generator)
    x[:, 0], valid_x[:, 0] = 0, 1
    weight, bias = torch.randn(4, 1, generator=generator), torch.randn(1, generator=generator)
    return [x, y, valid_x, valid_y, weight, bias]


def trained(data, epochs, lr=0.05, momentum=0.0):
    """The parameters after these epochs, and the right figures of each: training losses, then validation.

    The training loss may be the mean over the batches as they went by, or that of the whole set afterwards.
    """
    x, y, valid_x, valid_y, weight, bias = data
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    opt = torch.optim.SGD([weight, bias], lr, momentum=momentum)
    record = []
    for _ in range(epochs):
        losses = []
        for xb, yb in zip(x.split(4), y.split(4), strict=True):
            loss = ((xb @ weight + bias - 1.5 * yb) ** 2).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        with torch.no_grad():
            after = ((x @ weight + bias - 1.5 * y) ** 2).mean().item()
            preds = valid_x @ weight + bias
            valid_loss = ((preds - 1.5 * valid_y) ** 2).mean().item()
            metrics = [
                (preds - valid_y / 2).abs().mean().item(),
                preds.reshape(2, 4).max(1).values.mean().item(),
            ]
        record.append(([sum(losses) / len(losses), after], [valid_loss, *metrics]))
    return [weight.detach(), bias.detach()], record


def expect_record(result, record, n_metrics):
    """One row for each epoch, and in each the training loss, the validation loss and the metrics."""
    expect(result).is_a("list")
    rows = result.value
    expect(rows, "the recorder").satisfies(
        len(rows) == len(record), f"`recorder` has {len(rows)} rows after {len(record)} epochs"
    )
    for row, (train_losses, figures) in zip(rows, record, strict=True):
        asked = 2 + n_metrics
        names = "two losses and the metric" if n_metrics == 1 else f"two losses and {n_metrics} metrics"
        expect(row, "a row").satisfies(
            len(row) == asked and all(isinstance(number, (int, float)) for number in row),
            f"a row of `recorder` has {len(row)} entries, and {names} are {asked} numbers",
        )
        expect(row[1:], "the row").equals(figures[: 1 + n_metrics], **NEAR)
        if not any(abs(row[0] - loss) <= 1e-3 * (1 + abs(loss)) for loss in train_losses):
            expect(row[0], "the training loss").equals(train_losses[0], **NEAR)


def test_trains_on_every_batch(answer, generator):
    """`fit` takes one step for every batch of `dls.train`, epoch after epoch."""
    data = an_example(generator)
    expect(Learner(answer, data, "weights")).equals(trained(data, 1)[0], **NEAR)
    expect(Learner(answer, data, "weights", lr=0.02)).equals(trained(data, 1, lr=0.02)[0], **NEAR)
    expect(Learner(answer, data, "weights", epochs=3)).equals(trained(data, 3)[0], **NEAR)
    # An optimizer of the learner's own may be handed a generator, which can be gone through once only.
    expect(Learner(answer, data, "weights", epochs=3, opt="basic")).equals(trained(data, 3)[0], **NEAR)


@criterion(after=test_trains_on_every_batch)
def test_keeps_its_optimizer(answer, generator):
    """One optimizer lasts for a whole `fit`, so one that remembers earlier steps can do so."""
    data = an_example(generator)
    result = Learner(answer, data, "weights", epochs=3, lr=0.01, opt="momentum")
    expect(result).equals(trained(data, 3, lr=0.01, momentum=0.9)[0], **NEAR)


@criterion(after=test_trains_on_every_batch)
def test_records_every_epoch(answer, generator):
    """`recorder` has one row for every epoch: training loss, validation loss, metric."""
    data = an_example(generator)
    expect_record(Learner(answer, data, "record", epochs=3), trained(data, 3)[1], 1)


@criterion(after=test_records_every_epoch)
def test_takes_a_list_of_metrics(answer, generator):
    """`metrics` may also be a list of functions, and each row has all of them in their order."""
    data = an_example(generator)
    expect_record(Learner(answer, data, "record", epochs=2, metrics=2), trained(data, 2)[1], 2)
    expect_record(Learner(answer, data, "record", epochs=1, metrics=1), trained(data, 1)[1], 1)


@criterion(after=test_trains_on_every_batch)
def test_switches_modes(answer, generator):
    """The model is in train mode while it is fitted, and in eval mode while it is validated."""
    data = an_example(generator)
    calls = Learner(answer, data, "modes", epochs=3).value
    asleep, awake = calls.get("valid set in train mode", 0), calls.get("train set in train mode", 0)
    assert calls.get("valid set in eval mode"), (
        "the model is still in train mode while it is validated" if asleep else "`fit` does not validate"
    )
    assert awake == 9, f"of the 9 training batches of 3 epochs, the model sees {awake} in train mode"
    assert not asleep, "in some epochs the model is still in train mode while it is validated"
    if Learner(answer, data, "gradients in validation").value:
        nit("right; but validate under `torch.no_grad()`: nobody uses these gradients, and they cost memory")


def test_validates(answer, generator):
    """`validate` returns the loss and the metrics on the whole of `dls.valid`, and trains nothing."""
    data = an_example(generator)
    figures = trained(data, 1, lr=0.0)[1][0][1]
    for metrics in (0, 2):
        result = Learner(answer, data, "validation", metrics=metrics)
        expect(result).is_a("list")
        numbers, weights = result.value
        expect(numbers, "the result").equals(figures[: 1 + max(metrics, 1)], **NEAR)
        expect(weights, "the parameters").equals(data[4:])


def test_predicts(answer, generator):
    """`predict` gives what the model gives for a batch, one row for each input."""
    data = an_example(generator)
    _, _, valid_x, _, weight, bias = data
    expect(Learner(answer, data, "predictions")).equals(valid_x[:3] @ weight + bias)
    if Learner(answer, data, "mode of predictions").value == "train":
        nit("right; but put the model into eval mode in `predict`, too: dropout would change its predictions")


@criterion(after=(test_keeps_its_optimizer, test_records_every_epoch, test_predicts))
def test_learns_to_tell_3_from_7(answer, mnist, device, measure, say):
    """With a small net and 3s and 7s to learn from, it gets 95 % of new images right."""
    if not mnist.is_real:
        say(f"judged on {mnist.source}")
    images, is_three = threes_and_sevens(mnist.train_images, mnist.train_labels)
    new_images, truth = threes_and_sevens(mnist.test_images, mnist.test_labels)
    result = training(answer, images, is_three, new_images, device)
    out, losses = result.value
    accuracy = float(((out.numpy().reshape(-1) > 0) == truth).mean())
    measure(accuracy=round(accuracy, 4), seconds=round(result.seconds, 2))
    measure(train_loss=[round(row[0], 4) for row in losses], valid_loss=[round(row[1], 4) for row in losses])
    expect(accuracy, "the accuracy").at_least(0.95)


def threes_and_sevens(images, labels):
    """Flat images of the two digits, and whether each is a 3."""
    chosen = (labels == 3) | (labels == 7)
    return images[chosen].reshape(-1, 784), labels[chosen] == 3


@mistake("Learner")
class LetsGradientsPileUp:
    """You never clear the gradients, so each batch's gradient is added to all the earlier ones. Call the
    optimizer's `zero_grad()` in every round, after the step or before the next `backward()`.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@mistake("Learner")
class ClearsTooEarly:
    """You clear the gradients between `backward()` and `step()`, so nothing is left for the step to use. The
    place to clear them is after the step.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.zero_grad()
            opt.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@mistake("Learner")
class StepsOnceAnEpoch:
    """You take one step at the end of each epoch, with the gradients of all its batches added up. Take a step
    for every batch, inside the loop over `dls.train`.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            losses.append(loss.item())
        opt.step()
        opt.zero_grad()
        return sum(losses) / len(losses)


@mistake("Learner")
class TrainsOnTheValidationSet:
    """You train on `dls.valid`. That is there to judge the model, which must not have learned from it: train
    on `dls.train`.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.valid:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@mistake("Learner")
class SwapsPredictionsAndTargets:
    """You call the loss as `loss_func(targets, preds)`. The predictions come first: not every loss treats the
    two alike.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(yb, self.model(xb))
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            batches = [(self.model(xb), yb) for xb, yb in self.dls.valid]
            functions = [self.loss_func, *self.metrics]
            return [sum(f(yb, p).item() for p, yb in batches) / len(batches) for f in functions]


@mistake("Learner")
class MakesANewOptimizerEveryEpoch:
    """You make a new optimizer in every epoch, and it has forgotten what the last one knew, such as momentum.
    Make it once, before the loop over the epochs.
    """

    def fit(self, epochs, lr):
        for _ in range(epochs):
            opt = self.opt_func(self.model.parameters(), lr)
            train_loss = self.train_epoch(opt)
            self.recorder.append([train_loss, *self.validate()])


@mistake("Learner")
class RecordsOnceAFit:
    """You add one row at the end of `fit`. Each epoch has a row of its own: validate and record inside the
    loop over the epochs.
    """

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        for _ in range(epochs):
            train_loss = self.train_epoch(opt)
        self.recorder.append([train_loss, *self.validate()])


@mistake("Learner")
class RecordsNoTrainingLoss:
    """Your rows have no training loss. It is the first number of each: the mean of the losses of the batches
    that were trained on.
    """

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        for _ in range(epochs):
            self.train_epoch(opt)
            self.recorder.append(self.validate())


@mistake("Learner")
class RecordsTheLastTrainingLoss:
    """Your training loss is that of the epoch's last batch. One batch says little: take the mean over all of
    them.
    """

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return losses[-1]


@mistake("Learner")
class ValidatesOnTheLastBatch:
    """Your figures for the validation set are those of its last batch. Gather them from all batches, and take
    the mean.
    """

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            batches = [(self.model(xb), yb) for xb, yb in self.dls.valid][-1:]
            functions = [self.loss_func, *self.metrics]
            return [sum(f(p, yb).item() for p, yb in batches) / len(batches) for f in functions]


@mistake("Learner")
class AddsTheValidationUp:
    """You add up the figures of the validation batches and do not divide by their number, so they depend on
    how many there are.
    """

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            batches = [(self.model(xb), yb) for xb, yb in self.dls.valid]
            functions = [self.loss_func, *self.metrics]
            return [sum(f(p, yb).item() for p, yb in batches) for f in functions]


@mistake("Learner")
class TakesOneMetricOnly:
    """Your learner calls `metrics` as if it were always one function, and it may be a list. See in `__init__`
    which of the two you were given, and make a list of one.
    """

    def __init__(self, dls, model, opt_func, loss_func, metrics):
        super().__init__(dls, model, opt_func, loss_func, metrics)
        self.metrics = metrics

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            batches = [(self.model(xb), yb) for xb, yb in self.dls.valid]
            functions = [self.loss_func, self.metrics]
            return [sum(f(p, yb).item() for p, yb in batches) / len(batches) for f in functions]


@mistake("Learner")
class TakesListsOnly:
    """Your learner goes through `metrics` as a list, and it may be one function. See in `__init__` which of
    the two you were given, and make a list of one.
    """

    def __init__(self, dls, model, opt_func, loss_func, metrics):
        super().__init__(dls, model, opt_func, loss_func, metrics)
        self.metrics = metrics


@mistake("Learner")
class NeverSwitchesModes:
    """You never switch the model's mode, so dropout and batch norm would go on as in training while it is
    validated. Call `model.eval()` before you validate, and `model.train()` before you train on.
    """

    def train_epoch(self, opt):
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    def validate(self):
        with torch.no_grad():
            batches = [(self.model(xb), yb) for xb, yb in self.dls.valid]
            functions = [self.loss_func, *self.metrics]
            return [sum(f(p, yb).item() for p, yb in batches) / len(batches) for f in functions]

    def predict(self, xb):
        with torch.no_grad():
            return self.model(xb)


@mistake("Learner")
class StaysInEvalMode:
    """Once you have validated, the model stays in eval mode, and is trained in it from the second epoch on.
    Call `model.train()` at the beginning of every epoch.
    """

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        self.model.train()
        for _ in range(epochs):
            train_loss = self.train_epoch(opt)
            self.recorder.append([train_loss, *self.validate()])

    def train_epoch(self, opt):
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@mistake("Learner")
class PredictsClasses:
    """Your `predict` makes a decision of what the model gives. Return the numbers as they are: what they mean
    is for the caller to decide.
    """

    def predict(self, xb):
        return (super().predict(xb) > 0).float()
