import torch

from ch4.grading import criterion, expect, mistake


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float32).unsqueeze(1)


def batch(n, generator, ones=0.5):
    """Predictions and targets [n, 1]; none so near 0 that its sigmoid would round to 0.5."""
    sizes = torch.rand(n, 1, generator=generator) * 3 + 0.01
    predictions = torch.where(torch.rand(n, 1, generator=generator) < 0.5, sizes, -sizes)
    targets = (torch.rand(n, 1, generator=generator) < ones).float()
    return predictions, targets


def share_of_right(predictions, targets):
    return ((predictions > 0) == (targets == 1)).double().mean()


def test_is_a_share_from_zero_to_one(answer):
    """It is one number: 1 when all is right, 0 when all is wrong, 0.75 when three of four are right."""
    targets = column(1, 0, 1, 1)
    asked = [
        (column(3, -2, 4, 2), 1.0),
        (column(-3, 2, -4, -2), 0.0),
        (column(3, 2, 4, 2), 0.75),
        (column(0.3, -0.2, -3, 0.45), 0.75),
    ]
    shares = [answer.batch_accuracy(predictions, targets) for predictions, _ in asked]
    for share, (_, true) in zip(shares, asked, strict=True):
        expect(share).is_scalar().equals(true)


@criterion(after=test_is_a_share_from_zero_to_one)
def test_says_one_above_a_sigmoid_of_a_half(answer, generator):
    """A prediction says 1 when its sigmoid is above 0.5, and 0 when it is below."""
    batches = [batch(8, generator), batch(1, generator), batch(5, generator, ones=0)]
    batches += [batch(50, generator, ones=0.2), batch(701, generator)]
    shares = [answer.batch_accuracy(*each) for each in batches]
    for share, each in zip(shares, batches, strict=True):
        expect(share).equals(share_of_right(*each))


@criterion(after=test_says_one_above_a_sigmoid_of_a_half)
def test_takes_labels_and_flat_batches(answer, generator):
    """Targets may be whole numbers, as labels are, and both may be flat: [n] with [n]."""
    predictions, targets = batch(30, generator)
    asked = [
        (predictions, targets.long()),
        (predictions.squeeze(1), targets.squeeze(1)),
        (predictions.squeeze(1), targets.squeeze(1).long()),
    ]
    shares = [answer.batch_accuracy(*arguments) for arguments in asked]
    for share in shares:
        expect(share).equals(share_of_right(predictions, targets))


@criterion(after=test_says_one_above_a_sigmoid_of_a_half)
def test_bears_large_predictions(answer):
    """However large a prediction is, it counts as one right or one wrong."""
    share = answer.batch_accuracy(column(1000, 1000, 1000, -1000, 200), column(1, 1, 0, 0, 1))
    expect(share).equals(0.8)


@criterion(after=test_says_one_above_a_sigmoid_of_a_half)
def test_leaves_its_arguments_alone(answer, generator):
    """The predictions and the targets of the caller stay as they are."""
    expect(answer.batch_accuracy(*batch(7, generator))).changes_nothing()


@mistake("batch_accuracy")
def compares_raw_predictions_with_a_half(predictions, targets):
    """You compare the raw predictions with 0.5. It is the sigmoid that has to be above 0.5: a raw prediction
    of 0.3 has a sigmoid of 0.57, and says 1.
    """
    return ((predictions > 0.5) == (targets == 1)).float().mean()


@mistake("batch_accuracy")
def counts_everything_as_one(predictions, targets):
    """All your predictions say 1. After a sigmoid every number is above 0, and after two of them above 0.5:
    take the sigmoid once, and compare with 0.5.
    """
    return (targets == 1).float().mean()


@mistake("batch_accuracy")
def compares_each_with_all(predictions, targets):
    """Your shapes do not match, [n] on one side and [n, 1] on the other: broadcasting then compares each
    prediction with every target, n × n times. Keep both in the same shape.
    """
    return ((predictions.view(-1) > 0) == (targets.view(-1, 1) == 1)).float().mean()


@mistake("batch_accuracy")
def gives_a_percentage(predictions, targets):
    """You give a percentage, from 0 to 100. The question asks for a share from 0 to 1."""
    return ((predictions > 0) == (targets == 1)).float().mean() * 100


@mistake("batch_accuracy")
def counts_the_right_ones(predictions, targets):
    """You count how many are right. Of how many? Divide by the size of the batch, or take the mean."""
    return ((predictions > 0) == (targets == 1)).sum()


@mistake("batch_accuracy")
def gives_the_error_rate(predictions, targets):
    """You give the share of the wrong ones. Accuracy is the share of the right ones."""
    return ((predictions > 0) != (targets == 1)).float().mean()


@mistake("batch_accuracy")
def gives_right_or_wrong_for_each(predictions, targets):
    """You say for each image whether it is right. Accuracy is one number for the batch: their mean."""
    return (predictions > 0) == (targets == 1)


@mistake("batch_accuracy")
def gives_the_share_of_ones(predictions, targets):
    """You give the share of the predictions that say 1, and never look at the targets. A prediction is right
    when it says the same as its target.
    """
    return (predictions > 0).float().mean()


@mistake("batch_accuracy")
def looks_at_the_ones_only(predictions, targets):
    """You count only where prediction and target are both 1. A 0 that is said to be a 0 is right as well."""
    return ((predictions > 0) & (targets == 1)).float().mean()


@mistake("batch_accuracy")
def asks_for_exact_equality(predictions, targets):
    """You ask the sigmoid to be exactly 0 or 1, and it hardly ever is. Turn it into a yes or a no first, by
    comparing it with 0.5.
    """
    return (predictions.sigmoid() == targets).float().mean()


@mistake("batch_accuracy")
def rounds_raw_predictions(predictions, targets):
    """You round the raw predictions, so that 3 or −2 equals neither 0 nor 1. Take the sigmoid first."""
    return (predictions.round() == targets).float().mean()


@mistake("batch_accuracy")
def measures_closeness(predictions, targets):
    """You measure how close the predictions are to the targets, as a loss does. For accuracy each one is
    either right or wrong, however close it came.
    """
    return 1 - (predictions.sigmoid() - targets).abs().mean()


@mistake("batch_accuracy")
def overflows(predictions, targets):
    """Your sigmoid divides exp(x) by 1 + exp(x): for large predictions that is infinity by infinity, nan,
    which is never above 0.5. Use torch.sigmoid, or compare the raw prediction with 0.
    """
    squashed = predictions.exp() / (1 + predictions.exp())
    return ((squashed > 0.5) == (targets == 1)).float().mean()


@mistake("batch_accuracy")
def changes_the_callers_predictions(predictions, targets):
    """You apply the sigmoid in place: `sigmoid_`, with an underscore, overwrites the caller's predictions.
    Without the underscore you get a new tensor.
    """
    return ((predictions.sigmoid_() > 0.5) == (targets == 1)).float().mean()
