import torch

from ch4.grading import criterion, expect, in_worker, mistake


def batch(generator, n):
    """A batch of n images, weights, and a bias that cannot be overlooked."""
    return (
        torch.rand(n, 784, generator=generator),
        torch.randn(784, 1, generator=generator) / 10,
        torch.rand(1, generator=generator) + 2,
    )


def test_gives_one_prediction_an_image(answer, solution, generator):
    """Each image gets one prediction: the weighted sum of its pixels, plus the bias."""
    batches = [batch(generator, n) for n in (1, 6, 64)]
    predictions = [answer.linear1(*one) for one in batches]  # all of them first: together they tell more
    for one, theirs in zip(batches, predictions, strict=True):
        expect(theirs).is_a("tensor").has_shape(len(one[0]), 1)
        expect(theirs).equals(solution.linear1(*one), atol=1e-3)


@criterion(after=test_gives_one_prediction_an_image)
def test_adds_a_bias_of_either_sign(answer, solution, generator):
    """A bias above zero moves every prediction up, and one below zero moves them down."""
    xb, weights, bias = batch(generator, 3)
    up, down = answer.linear1(xb, weights, bias), answer.linear1(xb, weights, -bias)
    expect(up).equals(solution.linear1(xb, weights, bias), atol=1e-3)
    expect(down).equals(solution.linear1(xb, weights, -bias), atol=1e-3)


@criterion(after=test_gives_one_prediction_an_image)
def test_a_black_image_gets_the_bias(answer, generator):
    """An image of zeros gets the bias, and nothing else."""
    _, weights, bias = batch(generator, 1)
    expect(answer.linear1(torch.zeros(3, 784), weights, bias)).equals(bias.expand(3, 1))


@in_worker
def linear1(answer, xb, weights, bias):
    # Named as the learner's function is, so that what goes wrong in here is reported under that name.
    weights.requires_grad_()
    bias.requires_grad_()
    predictions = answer.linear1(xb, weights, bias)
    report = {"predictions": predictions, "gradients": "cut off"}
    if isinstance(predictions, torch.Tensor) and predictions.requires_grad:
        predictions.sum().backward()
        report["gradients"] = {"weights": weights.grad, "bias": bias.grad}
    return report


@criterion(after=test_gives_one_prediction_an_image)
def test_gradients_flow_back(answer, generator):
    """Gradients flow back from the predictions to the weights and to the bias."""
    xb, weights, bias = batch(generator, 4)
    gradients = linear1(answer, xb, weights, bias).value["gradients"]
    cut = "the predictions are cut off: no gradient comes back to the"
    assert gradients != "cut off", f"{cut} weights or the bias"
    for name in ("weights", "bias"):
        assert gradients[name] is not None, f"{cut} {name}"
    # The sum of all predictions moves by a pixel's sum when its weight moves, and by 4 when the bias does.
    expect(gradients["weights"]).equals(xb.sum(0)[:, None], atol=1e-3)
    expect(gradients["bias"]).equals(torch.tensor([4.0]))


@criterion(after=test_gives_one_prediction_an_image)
def test_leaves_its_inputs_alone(answer, generator):
    """Images, weights and bias are the same afterwards as they were before."""
    expect(answer.linear1(*batch(generator, 3))).changes_nothing()


@mistake("linear1")
def forgets_the_bias(xb, weights, bias):
    """You left out the bias. Without it a black image can only ever get 0, however long you train: add it
    to every prediction."""
    return xb @ weights


@mistake("linear1")
def multiplies_by_the_bias(xb, weights, bias):
    """You multiply by the bias. It is no further weight: it is added, after the weighted sum, so that it
    counts even where every pixel is zero."""
    return xb @ weights * bias


@mistake("linear1")
def subtracts_the_bias(xb, weights, bias):
    """You subtract the bias, and it is to be added."""
    return xb @ weights - bias


@mistake("linear1")
def adds_the_bias_to_every_pixel(xb, weights, bias):
    """You add the bias before the sum, so it is counted 784 times, once for each pixel. Add it once, to
    the finished sum."""
    return (xb.unsqueeze(2) * weights + bias).sum(1)


@mistake("linear1")
def shifts_the_pixels(xb, weights, bias):
    """You add the bias to the pixels, before they are weighted. It shifts the prediction, not the image:
    first the weighted sum, then the bias."""
    return (xb + bias) @ weights


@mistake("linear1")
def does_not_sum(xb, weights, bias):
    """You weight the pixels and never add them up: 784 numbers an image are left, where one prediction is
    asked."""
    return xb * weights.T + bias


@mistake("linear1")
def multiplies_from_the_left(xb, weights, bias):
    """You have the weights on the left of the product. Rows of the left side meet columns of the right
    one, so the images, whose rows are to be weighted, stand on the left."""
    return weights @ xb + bias


@mistake("linear1")
def lays_the_predictions_down(xb, weights, bias):
    """Your predictions lie in a row, [1, n]. A batch has its images along the first axis, and so do its
    predictions: [n, 1]. Images first, weights second, and nothing needs to be turned."""
    return weights.T @ xb.T + bias


@mistake("linear1")
def drops_the_column_axis(xb, weights, bias):
    """Your predictions have lost their column axis: [n] where [n, 1] is asked. With targets of shape [n,
    1] that would broadcast to n×n numbers and train on nonsense."""
    return (xb @ weights).squeeze(1) + bias


@mistake("linear1")
def sums_the_whole_batch(xb, weights, bias):
    """You add up the whole batch. Each image is to have a prediction of its own, so sum along the pixels
    only."""
    return (xb @ weights).sum() + bias


@mistake("linear1")
def averages_the_pixels(xb, weights, bias):
    """You take the mean over the pixels. A linear layer adds them up: the weights set the scale."""
    return (xb * weights.T).mean(1, keepdim=True) + bias


@mistake("linear1")
def squashes_the_predictions(xb, weights, bias):
    """You squash the predictions with a sigmoid. A linear layer ends with the bias; what brings
    predictions between 0 and 1 belongs to the loss."""
    return (xb @ weights + bias).sigmoid()


@mistake("linear1")
def cuts_the_gradients_off(xb, weights, bias):
    """The numbers are right, but they have left autograd's sight (through `.data`, `detach`, `no_grad`,
    numpy or a new `torch.tensor`), so nothing can be learned from them. Stay with the tensors that you
    were given."""
    return (xb @ weights + bias).detach()


@mistake("linear1")
def takes_the_bias_out_of_its_tensor(xb, weights, bias):
    """The numbers are right, but you take the bias out of its tensor (with `.item()`, `float` or
    `.data`). What is added then is a plain number that autograd knows nothing of, and the bias never
    learns. Add the tensor itself."""
    return xb @ weights + bias.item()


@mistake("linear1")
def takes_the_weights_out_of_autograd(xb, weights, bias):
    """The numbers are right, but the weights take part without autograd (through `.data` or `detach`), so
    they never learn. Use the tensor itself."""
    return xb @ weights.detach() + bias
