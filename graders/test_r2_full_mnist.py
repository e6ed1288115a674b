import time
import weakref

import torch

from ch4.grading import criterion, expect, in_worker, mistake, nit

BASELINE = 0.64
LEAST = 0.97
LEAST_ON_A_GPU = 0.985


def logits_and_targets(n, generator, dtype=torch.float32):
    logits = 3 * torch.randn(n, 10, generator=generator, dtype=dtype)
    return logits, torch.randint(10, (n,), generator=generator)


@in_worker
def slope_of_loss(answer, logits, targets):
    """The gradient of the loss at the logits; a word where there is none."""
    logits.requires_grad_()
    loss = answer.cross_entropy(logits, targets)
    if not isinstance(loss, torch.Tensor):
        return "no tensor"
    if not loss.requires_grad:
        return "cut off"
    loss.sum().backward()
    return logits.grad


def test_cross_entropy_is_the_loss_of_ten_classes(answer, generator):
    """cross_entropy is the mean of minus the log of the right digit's probability."""
    expect(answer.cross_entropy(torch.zeros(4, 10), torch.tensor([3, 1, 4, 1]))).equals(2.302585)
    for n, dtype in ((64, torch.float32), (1, torch.float32), (7, torch.float64), (500, torch.float32)):
        logits, targets = logits_and_targets(n, generator, dtype)
        expected = torch.nn.functional.cross_entropy(logits, targets).item()
        expect(answer.cross_entropy(logits, targets)).is_scalar().equals(expected)


@criterion(after=test_cross_entropy_is_the_loss_of_ten_classes)
def test_cross_entropy_does_not_overflow(answer, generator):
    """Logits of 1000 and of -1000 give a loss, not nan and not infinity."""
    logits = torch.tensor([[1000.0] + [0.0] * 9, [-1000.0] * 9 + [1000.0], [-1000.0] * 10])
    for targets in (torch.tensor([0, 9, 5]), torch.tensor([0, 0, 0])):
        expected = torch.nn.functional.cross_entropy(logits, targets).item()
        expect(answer.cross_entropy(logits, targets)).is_scalar().equals(expected)


@criterion(after=test_cross_entropy_is_the_loss_of_ten_classes)
def test_cross_entropy_can_be_followed_backwards(answer, generator):
    """The gradient at the logits is the probability, less one at the right digit, over n."""
    logits, targets = logits_and_targets(32, generator)
    result = slope_of_loss(answer, logits, targets)
    assert result.value != "no tensor", "the loss is no tensor, so PyTorch has nothing to go back from"
    assert result.value != "cut off", "PyTorch cannot follow the loss back: it does not require a gradient"
    expected = (logits.softmax(1) - torch.nn.functional.one_hot(targets, 10)) / 32
    expect(result).equals(expected)


def test_accuracy_is_the_share_of_right_digits(answer, generator):
    """accuracy is the share of images whose highest logit is at the right digit."""
    logits = torch.eye(10)[[3, 1, 4, 1, 5]] * 8 - 3
    expect(answer.accuracy(logits, torch.tensor([3, 1, 4, 0, 0]))).is_scalar().equals(0.6)
    for n in (200, 10, 1):
        logits, targets = logits_and_targets(n, generator)
        targets[: n // 2] = logits[: n // 2].argmax(1)
        expected = (logits.argmax(1) == targets).double().mean().item()
        expect(answer.accuracy(logits, targets)).is_scalar().equals(expected)


def test_baseline_compares_with_average_digits(answer, generator):
    """pixel_baseline gives each image the digit whose average training image is nearest."""
    # Ten digits that are flat patches of their own brightness, so that both ways to measure agree.
    labels = torch.arange(10).repeat(6)[torch.randperm(60, generator=generator)]
    noise = torch.rand(60, 28, 28, generator=generator) * 0.02
    images = (labels / 10)[:, None, None] + noise
    wanted = torch.randint(10, (25,), generator=generator)
    new = (wanted / 10)[:, None, None] + torch.rand(25, 28, 28, generator=generator) * 0.02
    expect(answer.pixel_baseline(images, labels, new)).is_a("tensor").equals(wanted)


@in_worker
def baseline(answer, raw, labels, raw_test):
    """The digits that pixel_baseline finds. Raw images are a quarter of the size: they become floats here."""
    return answer.pixel_baseline(raw.float().div_(255), labels, raw_test.float().div_(255))


@criterion(after=test_baseline_compares_with_average_digits)
def test_baseline_reaches_64_in_100(answer, mnist, measure):
    """On MNIST, pixel_baseline is right on at least 64 of 100 test images."""
    (raw, labels), (raw_test, test_labels) = raw_tensors(mnist)
    found = baseline(answer, raw, labels, raw_test)
    expect(found).is_a("tensor").has_shape(len(test_labels))
    share = (found.real() == test_labels).double().mean().item()
    measure(baseline_accuracy=round(share, 4))
    expect(share, "the share of right digits").at_least(BASELINE)


@in_worker
def train_mnist(answer, images, labels, device):
    """Train on a few images; what kind of thing comes back, and what it makes of one and of seven images."""
    model = answer.train_mnist(images, labels, device)
    if not callable(model):
        return model
    if isinstance(model, torch.nn.Module):
        model.eval()
    seen = {}
    for m in (7, 1):
        with torch.no_grad():
            try:
                logits = model(images[:m].to(device))
            except RuntimeError:
                logits = model(images[:m])
        if not isinstance(logits, torch.Tensor):
            return {"gives": type(logits).__name__}
        rows = logits.detach().float().cpu()
        seen[f"shape for {m} images"] = list(logits.shape)
        seen["whole numbers"] = not logits.is_floating_point()
        if rows.ndim == 2:
            seen["probabilities"] = bool((rows >= 0).all() and ((rows.sum(1) - 1).abs() < 1e-4).all())
    return seen


def test_gives_a_model_from_images_to_logits(answer, mnist, device):
    """train_mnist gives a callable from images [m, 28, 28] to logits [m, 10]."""
    (raw, labels), _ = raw_tensors(mnist)
    result = train_mnist(answer, raw[:320].float().div_(255), labels[:320].clone(), device)
    if not isinstance(result.value, dict):
        expect(result).satisfies(
            result.value is None,
            "what train_mnist gives back cannot be called",
            expected="a model or a function",
        )
        expect(result).is_a("dict")
    seen = result.value
    asked = "a tensor of shape [7, 10] for 7 images"
    gives = seen.get("gives", "")
    expect(gives, "the model").satisfies(not gives, f"the model gives a {gives}, no tensor", expected=asked)
    shapes = seen["shape for 7 images"], seen["shape for 1 images"]
    labels_instead = shapes[0] in ([7], [7, 1]) or seen["whole numbers"]
    text = "the model gives one number an image, as labels are; the ten raw scores are asked"
    expect(shapes[0], "the model").satisfies(not labels_instead, text, expected=asked)
    text = f"for 7 images the model gives shape {shapes[0]}, and for 1 image {shapes[1]}"
    expect(shapes[0], "the model").satisfies(shapes == ([7, 10], [1, 10]), text, expected=asked)
    if seen["probabilities"]:
        nit("the model ends with a softmax: leave it out, the ten raw scores are asked")


@in_worker
def train_and_predict(answer, raw, labels, raw_test, device):
    """Train on everything, then the logits of the test images, the seconds, and where the weights are."""
    images, test_images = raw.float().div_(255), raw_test.float().div_(255)
    on_gpu = device == "cuda"
    if on_gpu:
        torch.cuda.init()
        before = torch.cuda.memory_allocated()
    start = time.perf_counter()
    model = answer.train_mnist(images, labels, device)
    if on_gpu:
        torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    where = []
    if isinstance(model, torch.nn.Module):
        model.eval()
        where = sorted({parameter.device.type for parameter in model.parameters()})
    elif on_gpu:
        # A function hides its weights; what is still allocated, beyond the images, tells.
        where = ["cuda"] if torch.cuda.memory_allocated() > before else ["cpu"]
    parts = []
    with torch.no_grad():
        for part in test_images.split(1000):
            try:
                logits = model(part.to(device))
            except RuntimeError:
                logits = model(part)
            parts.append(logits.detach().float().cpu())
    return {"logits": torch.cat(parts), "seconds": seconds, "where": where}


@criterion(after=(test_gives_a_model_from_images_to_logits,), weight=2)
def test_reads_97_of_100_test_images(answer, mnist, device, measure, say):
    """Trained on all the training images, it is right on at least 97 of 100 test images."""
    trained = trained_by(answer, mnist, device)
    share, seconds = trained["accuracy"], trained["seconds"]
    n, m = trained["train_images"], trained["test_images"]
    measure(accuracy=share, seconds=round(seconds, 2), images_per_second=round(n / seconds))
    say(f"{round(share * m):,} of {m:,} test images right, after {seconds:.1f} s of training on {device}")
    if not mnist.is_real:
        say(mnist.source)
    expect(share, "the share of right digits").at_least(LEAST)


@criterion(after=test_reads_97_of_100_test_images, needs="gpu")
def test_trains_on_the_gpu(answer, mnist, device, measure):
    """On a GPU the weights are there, and at least 98.5 of 100 test images are right."""
    trained = trained_by(answer, mnist, device)
    assert trained["where"] == [device], f"the weights are on {', '.join(trained['where'])}, not on {device}"
    expect(trained["accuracy"], "the share of right digits").at_least(LEAST_ON_A_GPU)


_trained = weakref.WeakKeyDictionary()


def raw_tensors(digits):
    """((train images, labels), (test images, labels)): uint8 [n, 28, 28] in 0..255 and int64 [n]."""
    return (
        (torch.from_numpy(digits.train_images), torch.from_numpy(digits.train_labels)),
        (torch.from_numpy(digits.test_images), torch.from_numpy(digits.test_labels)),
    )


def trained_by(answer, digits, device):
    """What the answer's full training came to; it runs once, however many criteria ask."""
    if answer not in _trained:
        (raw, labels), (raw_test, test_labels) = raw_tensors(digits)
        # The worker gets the test images and never their labels.
        result = train_and_predict(answer, raw, labels, raw_test, device)
        logits = result.real()["logits"]
        expect(logits, "the model").satisfies(
            tuple(logits.shape) == (len(test_labels), 10), f"shape {list(logits.shape)} for all test images"
        )
        _trained[answer] = {
            "accuracy": (logits.argmax(1) == test_labels).double().mean().item(),
            "seconds": result.value["seconds"],
            "where": result.value["where"],
            "train_images": len(labels),
            "test_images": len(test_labels),
        }
    return _trained[answer]


@mistake("cross_entropy")
def softmax_twice(logits, targets):
    """You take the softmax before a cross-entropy that takes it again. Logits go in as they are: squeezed
    into 0..1 first, the ten scores can hardly differ any more."""
    return torch.nn.functional.cross_entropy(logits.softmax(1), targets)


@mistake("cross_entropy")
def exponential_overflows(logits, targets):
    """You take the exponential of the logits as they are, which is infinite from about 89 on. Subtract the
    row's maximum first, or stay in logarithms all the way."""
    powers = torch.exp(logits)
    probabilities = powers / powers.sum(1, keepdim=True)
    return -torch.log(probabilities[torch.arange(len(targets)), targets]).mean()


@mistake("cross_entropy")
def logarithm_of_a_rounded_probability(logits, targets):
    """You take the softmax, then its logarithm. A probability below about 1e-45 is rounded to 0, whose
    logarithm is minus infinity: take both at once."""
    probabilities = logits.softmax(1)
    return -probabilities.log()[torch.arange(len(targets)), targets].mean()


@mistake("cross_entropy")
def summed_over_the_batch(logits, targets):
    """You add up the losses of the images. With the sum, a larger batch has a larger loss: take the mean."""
    return torch.nn.functional.cross_entropy(logits, targets, reduction="sum")


@mistake("cross_entropy")
def minus_forgotten(logits, targets):
    """You forgot the minus. The logarithm of a probability is negative, and a loss is to fall towards 0."""
    return -torch.nn.functional.cross_entropy(logits, targets)


@mistake("cross_entropy")
def probability_without_logarithm(logits, targets):
    """You leave out the logarithm: a digit that gets no chance at all then costs hardly more than one that
    gets a little. Minus the logarithm makes a sure error dear."""
    return 1 - logits.softmax(1)[torch.arange(len(targets)), targets].mean()


@mistake("accuracy")
def argmax_over_the_batch(logits, targets):
    """You look for the highest logit down the batch, so you find an image for each digit. For each image you
    need the highest of its ten: the other axis."""
    best = logits.argmax(0)
    n = min(len(best), len(targets))
    return (best[:n] == targets[:n]).float().mean()


@mistake("accuracy")
def counts_instead_of_a_share(logits, targets):
    """You count the right ones. A share is asked: divide by how many there are, or take the mean."""
    return (logits.argmax(1) == targets).sum()


@mistake("accuracy")
def in_per_cent(logits, targets):
    """You give a percentage, from 0 to 100. Give the share itself, from 0 to 1."""
    return (logits.argmax(1) == targets).float().mean() * 100


@mistake("pixel_baseline")
def farthest_instead_of_nearest(train_images, train_labels, images):
    """You take the digit at the largest distance. The nearest is the one with the smallest."""
    means = torch.stack([train_images[train_labels == digit].mean(0) for digit in range(10)])
    return torch.stack([(images - mean).abs().mean((1, 2)) for mean in means], dim=1).argmax(1)


@mistake("train_mnist")
def labels_instead_of_logits(images, labels, device):
    """What you return gives the digit itself. Give the ten raw scores of each image: the digit is where the
    highest is, and the scores say how sure the model is."""
    return lambda some: torch.zeros(len(some), dtype=torch.int64)


@mistake("train_mnist")
def forgets_to_return_the_model(images, labels, device):
    """You train the model and keep it: `train_mnist` returns None. Return the model."""


@mistake("train_mnist")
def digits_before_images(images, labels, device):
    """Your logits come with the digits first: [10, m]. A row for each image is asked: [m, 10]."""
    return lambda some: torch.linspace(-3, 3, 10)[:, None].repeat(1, len(some))
