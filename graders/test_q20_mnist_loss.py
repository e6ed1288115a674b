import torch

from ch4.grading import criterion, expect, in_worker, mistake, nit


@in_worker
def mnist_loss(answer, predictions, targets):
    """The loss, whether autograd can follow it back to the predictions, and the gradient that they get."""
    predictions.requires_grad_()
    # Not a leaf, as no model's predictions are; so a change in place is no error here.
    loss = answer.mnist_loss(predictions.clone(), targets)
    follows = isinstance(loss, torch.Tensor) and loss.requires_grad
    if follows:
        loss.sum().backward()
    value = loss.detach() if isinstance(loss, torch.Tensor) else loss
    return {"loss": value, "follows": follows and predictions.grad is not None, "gradient": predictions.grad}


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float32).unsqueeze(1)


def batch(n, generator, ones=0.5):
    """Predictions and targets [n, 1]; the targets are 1 with this probability."""
    predictions = torch.randn(n, 1, generator=generator) * 3
    targets = (torch.rand(n, 1, generator=generator) < ones).float()
    return predictions, targets


def mean_distance(predictions, targets):
    return (predictions.double().sigmoid() - targets).abs().mean()


def test_is_small_when_right_and_large_when_wrong(answer):
    """It is one number: near 0 when all is certain and right, near 1 when all is certain and wrong."""
    targets = column(1, 0, 1, 1, 0)
    certain = (2 * targets - 1) * 12
    right, wrong = answer.mnist_loss(certain, targets), answer.mnist_loss(-certain, targets)
    between = answer.mnist_loss(column(1.2, -0.3, -0.4, 0.2, 2.5), targets)
    for loss in (right, wrong, between):
        expect(loss).is_scalar()
    for loss, least, most, case in (
        (
            right,
            -0.001,
            0.001,
            "predictions of 12 for a 1 and of −12 for a 0 are right, and should cost nothing",
        ),
        (wrong, 0.999, 1.001, "predictions of −12 for a 1 and of 12 for a 0 are wrong, and should cost 1"),
        (between, 0.05, 0.95, "undecided predictions should cost something between 0 and 1"),
    ):
        expect(loss).satisfies(least <= float(loss.real()) <= most, case)


@criterion(after=test_is_small_when_right_and_large_when_wrong)
def test_moves_when_a_prediction_moves(answer, measure):
    """It moves whenever one prediction moves a little; accuracy would stay where it is, or jump."""
    others, targets = [-1.1, 0.7, 2.0, -0.2, -2.6], column(1, 0, 1, 1, 0, 0)
    steps = [k / 4 for k in range(-16, 17)]
    batches = [column(step, *others) for step in steps]  # the first prediction moves towards its target, 1
    losses = [answer.mnist_loss(predictions, targets) for predictions in batches]
    numbers = [float(loss.real()) for loss in losses]
    accuracies = [((predictions > 0) == targets).float().mean().item() for predictions in batches]
    measure(loss_curve=[[x, y] for x, y in zip(steps, numbers, strict=True)])
    measure(accuracy_curve=[[x, y] for x, y in zip(steps, accuracies, strict=True)])
    for k in range(1, len(steps)):
        moved = f"when one prediction moves from {steps[k - 1]} to {steps[k]}, towards its target, the loss "
        expect(losses[k]).satisfies(abs(numbers[k] - numbers[k - 1]) > 1e-6, moved + "does not move at all")
        expect(losses[k]).satisfies(numbers[k] < numbers[k - 1], moved + "goes up instead of down")


@criterion(after=test_moves_when_a_prediction_moves)
def test_is_the_mean_distance(answer, generator):
    """It is the mean distance between the sigmoid of the predictions and the targets."""
    batches = [batch(6, generator), batch(1, generator, ones=1), batch(5, generator, ones=0)]
    batches += [batch(64, generator, ones=0.25), batch(1000, generator)]
    losses = [answer.mnist_loss(*each) for each in batches]
    for loss, (predictions, targets) in zip(losses, batches, strict=True):
        expect(loss).equals(mean_distance(predictions, targets))


@criterion(after=test_is_the_mean_distance)
def test_takes_labels_and_flat_batches(answer, generator):
    """Targets may be whole numbers, as labels are, and both may be flat: [n] with [n]."""
    predictions, targets = batch(20, generator)
    asked = [
        (predictions, targets.long()),
        (predictions.squeeze(1), targets.squeeze(1)),
        (predictions.squeeze(1), targets.squeeze(1).long()),
    ]
    losses = [answer.mnist_loss(*arguments) for arguments in asked]
    for loss in losses:
        expect(loss).equals(mean_distance(predictions, targets))


@criterion(after=test_is_the_mean_distance)
def test_gives_every_prediction_a_gradient(answer, generator):
    """Its gradient tells every prediction which way to go, where that of accuracy is zero."""
    predictions, targets = batch(9, generator)
    found = mnist_loss(answer, predictions, targets)
    assert found.value["follows"], "autograd cannot follow the loss back to the predictions"
    squashed = predictions.sigmoid()
    slopes = squashed * (1 - squashed) / len(targets)
    expect(found.value["gradient"]).equals(torch.where(targets == 1, -slopes, slopes), atol=1e-7)


@criterion(after=test_is_the_mean_distance)
def test_bears_large_predictions(answer):
    """Predictions of 1000 and −1000 are as good as any: nothing overflows."""
    predictions, targets = column(1000, -1000, 1000, -1000, 100), column(1, 0, 0, 1, 1)
    expect(answer.mnist_loss(predictions, targets)).equals(0.4)
    gradient = mnist_loss(answer, predictions, targets).real()["gradient"]
    if gradient is not None and gradient.isnan().any():
        nit(
            "the loss is right, but its gradient at −1000 is nan: exp(1000) is too large for a float; "
            "torch.sigmoid takes care of that"
        )


@criterion(after=test_is_the_mean_distance)
def test_leaves_its_arguments_alone(answer, generator):
    """The predictions and the targets of the caller stay as they are."""
    expect(answer.mnist_loss(*batch(7, generator))).changes_nothing()


@mistake("mnist_loss")
def forgets_the_sigmoid(predictions, targets):
    """You measure distances from the raw predictions, which can be any number. Squash them into 0..1 with the
    sigmoid first; without it a wild prediction can even have a negative distance.
    """
    return torch.where(targets == 1, 1 - predictions, predictions).mean()


@mistake("mnist_loss")
def forgets_the_sigmoid_but_not_the_sign(predictions, targets):
    """You measure distances from the raw predictions, so a very certain and right one, of 12 say, counts as
    11 away from its target. Squash the predictions into 0..1 with the sigmoid first.
    """
    return (predictions - targets).abs().mean()


@mistake("mnist_loss")
def takes_the_sigmoid_twice(predictions, targets):
    """You apply the sigmoid twice. The second one squashes 0..1 into 0.5..0.73, so that even the best
    predictions keep a large loss: once is enough.
    """
    squashed = predictions.sigmoid().sigmoid()
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def swaps_the_branches(predictions, targets):
    """The two cases are swapped: you measure the distance to 0 where the target is 1, and to 1 where it is 0.
    Training with this loss would make the model as wrong as it can be.
    """
    squashed = predictions.sigmoid()
    return torch.where(targets == 1, squashed, 1 - squashed).mean()


@mistake("mnist_loss")
def returns_the_accuracy(predictions, targets):
    """You return the accuracy. It grows when the model gets better, where a loss has to fall, and it does not
    move unless a prediction changes sides: a mean distance does.
    """
    return ((predictions.sigmoid() > 0.5) == (targets == 1)).float().mean()


@mistake("mnist_loss")
def counts_errors(predictions, targets):
    """You turn the predictions into a yes or a no and count the wrong ones: accuracy in disguise. It does not
    move when a prediction moves a little, so its gradient is zero and nothing is learned. Keep the distances.
    """
    return ((predictions.sigmoid() > 0.5) != (targets == 1)).float().mean()


@mistake("mnist_loss")
def sums_instead_of_averaging(predictions, targets):
    """You sum up the distances, so a batch twice as large has a loss twice as large. Take their mean."""
    squashed = predictions.sigmoid()
    return torch.where(targets == 1, 1 - squashed, squashed).sum()


@mistake("mnist_loss")
def keeps_the_distances(predictions, targets):
    """You return a distance for each prediction. A loss is one number: the mean of them all."""
    squashed = predictions.sigmoid()
    return torch.where(targets == 1, 1 - squashed, squashed)


@mistake("mnist_loss")
def compares_each_with_all(predictions, targets):
    """Your shapes do not match, [n] on one side and [n, 1] on the other: broadcasting then compares each
    prediction with every target, n × n distances in all. Keep both in the same shape.
    """
    return (predictions.sigmoid().view(-1) - targets.view(-1, 1).float()).abs().mean()


@mistake("mnist_loss")
def squares_the_distances(predictions, targets):
    """You square the distances. That is a loss as well, but not the one asked for: small distances count for
    less, large ones for more. Take the distances as they are.
    """
    return ((predictions.sigmoid() - targets) ** 2).mean()


@mistake("mnist_loss")
def lets_signs_cancel(predictions, targets):
    """You average differences with their signs, so that one too high and one too low cancel out. A distance
    has no sign: take the absolute value, or 1 − p where the target is 1 and p where it is 0.
    """
    return (predictions.sigmoid() - targets).mean()


@mistake("mnist_loss")
def takes_the_cross_entropy(predictions, targets):
    """You compute the binary cross-entropy, the mean of −log(1 − distance). It is a fine loss for later; here
    the mean distance itself is asked for.
    """
    import torch.nn.functional as F

    return F.binary_cross_entropy_with_logits(predictions, targets.float())


@mistake("mnist_loss")
def takes_the_softmax_of_one(predictions, targets):
    """You apply softmax where there is only one prediction an image: it makes every single one of them 1.
    The sigmoid is for one output, softmax for several that compete.
    """
    squashed = predictions.softmax(dim=-1)
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def takes_the_softmax_of_the_batch(predictions, targets):
    """You apply softmax over the batch, so the images share out a total of 1 among themselves. Each image has
    an answer of its own: use the sigmoid, which looks at one prediction at a time.
    """
    squashed = predictions.softmax(dim=0)
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def squashes_with_tanh(predictions, targets):
    """You squash with tanh, which goes from −1 to 1, so a certain 0 ends up 1 away from its target. The
    sigmoid goes from 0 to 1, as the targets do.
    """
    squashed = predictions.tanh()
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def cuts_off(predictions, targets):
    """You cut the predictions off at 0 and 1. Beyond the edges all are the same then, and the gradient there
    is zero. The sigmoid squashes them smoothly instead.
    """
    return (predictions.clamp(0, 1) - targets).abs().mean()


@mistake("mnist_loss")
def looks_at_the_ones_only(predictions, targets):
    """You measure the images whose target is 1, and forget the others. Where the target is 0, a prediction
    should be near 0, and its distance belongs into the mean as well.
    """
    return (1 - predictions.sigmoid())[targets == 1].mean()


@mistake("mnist_loss")
def cuts_the_gradient_off(predictions, targets):
    """The number is right, but you take it out of PyTorch's record with `.item()`, `.detach()`, `.data` or a
    trip through numpy, so there is no way back to the predictions. Return the tensor as it was computed.
    """
    squashed = predictions.detach().sigmoid()
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def overflows(predictions, targets):
    """Your sigmoid divides by exp(x): for large predictions that is infinity by infinity, which is nan. Write
    it as 1 / (1 + exp(−x)), or let torch.sigmoid do it.
    """
    squashed = predictions.exp() / (1 + predictions.exp())
    return torch.where(targets == 1, 1 - squashed, squashed).mean()


@mistake("mnist_loss")
def changes_the_callers_predictions(predictions, targets):
    """You apply the sigmoid in place: `sigmoid_`, with an underscore, overwrites the caller's predictions.
    Without the underscore you get a new tensor.
    """
    predictions.sigmoid_()
    return torch.where(targets == 1, 1 - predictions, predictions).mean()
