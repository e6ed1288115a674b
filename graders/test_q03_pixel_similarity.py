import numpy as np

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def pixel_similarity(answer, train_images, images):
    """What the answer makes of raw images, once they are float32 tensors in 0..1."""
    import torch

    train = {digit: torch.from_numpy(raw) / 255 for digit, raw in train_images.items()}
    return answer.pixel_similarity(train, torch.from_numpy(images) / 255)


@in_worker
def leaves_the_images(answer, train_images, images):
    """Whether the tensors that the answer was given hold the same numbers as before."""
    import torch

    train = {digit: torch.from_numpy(raw) / 255 for digit, raw in train_images.items()}
    images = torch.from_numpy(images) / 255
    before = [tensor.clone() for tensor in (*train.values(), images)]
    answer.pixel_similarity(train, images)
    return list(map(torch.equal, before, (*train.values(), images)))


def made_up():
    """Five made-up digits, out of order, and six images of them. Every mean image is nearest by far, while an
    odd sample, the median, the brightness, or differences that cancel lead astray."""
    random = np.random.default_rng(28)
    shapes = {digit: random.permutation(784).reshape(28, 28) % 2 for digit in (7, 3, 0, 5)}
    train = {digit: np.stack([255 * shape] * 10) for digit, shape in shapes.items()}
    train[0] = np.concatenate([train[0], train[0]])
    train[3] = train[3] * 0.6  # a darker 3 …
    train[3][0] = 255 * shapes[7]  # … the first of which looks like a 7
    train[5][:7] = 0  # most 5s are blank: the mean is a faint 5, the median is blank …
    train[2] = np.stack([120 * shapes[5]] * 10)  # … and each 2 is nearer to a faint 5 than any 5 is
    images = [
        (7, 255 * shapes[7]),
        (5, 80 * shapes[5]),
        (3, 120 * shapes[3]),
        (0, 230 * shapes[0]),
        (7, 165 * shapes[7]),  # as dark as the 3s
        (3, 200 * shapes[3]),
    ]
    digits, pictures = zip(*images, strict=True)
    train = {digit: raw.astype(np.uint8) for digit, raw in train.items()}
    return train, np.stack(pictures).astype(np.uint8), list(digits)


def digits_of(mnist, digits, test):
    """Training images by digit, `test` images of each digit to recognise, and their digits. They are few, so
    that an answer that makes its mean images anew for every image is right as well, if slow."""
    train_images = {digit: mnist.train_images[mnist.train_labels == digit][:40] for digit in digits}
    chosen = [np.flatnonzero(mnist.test_labels == digit)[-test:] for digit in digits]
    chosen = np.sort(np.concatenate(chosen))
    return train_images, mnist.test_images[chosen], mnist.test_labels[chosen]


def accuracy(result, labels):
    """The share of digits that are right."""
    expect(result).has_shape(len(labels))
    return float((result.value.numpy() == labels).mean())


def baseline(train_images, images, labels):
    """What the nearest mean image gets right: by absolute or by squared differences, whichever is less."""
    means = np.stack([raw.mean(0) for raw in train_images.values()])[:, None]
    apart = np.abs(images.astype(np.float32) - means.astype(np.float32))
    nearest = (apart.mean((2, 3)).argmin(0), (apart**2).mean((2, 3)).argmin(0))
    return min((np.array(list(train_images))[found] == labels).mean() for found in nearest)


def test_gives_one_digit_for_each_image(answer):
    """The result is a tensor with one digit for each image, for one image as for many."""
    train, images, _ = made_up()
    for count in (6, 1):
        expect(pixel_similarity(answer, train, images[:count])).is_a("tensor").has_shape(count)


@criterion(after=test_gives_one_digit_for_each_image)
def test_takes_the_nearest_mean_image(answer):
    """Each image gets the digit whose mean image is nearest, whatever the digits and their order."""
    train, images, digits = made_up()
    expect(pixel_similarity(answer, train, images)).equals(digits)


@criterion(after=test_gives_one_digit_for_each_image)
def test_tells_3_from_7(answer, mnist, measure):
    """At least 95 % of the 3s and 7s of the test set are recognised."""
    train, images, labels = digits_of(mnist, (3, 7), 250)
    right = accuracy(pixel_similarity(answer, train, images), labels)
    measure(**{"3_or_7_accuracy": right})
    expect(right, "accuracy on 3 and 7").at_least(0.95)


@criterion(after=test_tells_3_from_7)
def test_tells_other_digits_apart(answer, mnist, measure):
    """Another pair of digits is told apart as well as their mean images allow."""
    for digits in [(6, 9), (4, 0)]:
        train, images, labels = digits_of(mnist, digits, 100)
        right = accuracy(pixel_similarity(answer, train, images), labels)
        measure(**{f"{digits[0]}_or_{digits[1]}_accuracy": right})
        expect(right, f"accuracy on {digits[0]} and {digits[1]}").at_least(
            round(baseline(train, images, labels) - 0.02, 3)
        )


@criterion(after=test_tells_3_from_7)
def test_knows_more_than_two_digits(answer, mnist, measure):
    """It works for all ten digits at once, as well as their mean images allow."""
    train, images, labels = digits_of(mnist, (4, 9, 0, 2, 8, 1, 7, 3, 6, 5), 20)
    right = accuracy(pixel_similarity(answer, train, images), labels)
    measure(ten_digits_accuracy=right)
    expect(right, "accuracy on ten digits").at_least(round(baseline(train, images, labels) - 0.02, 3))


@criterion(after=test_gives_one_digit_for_each_image)
def test_leaves_the_images_as_they_are(answer):
    """The images that you are given are the same afterwards."""
    train, images, _ = made_up()
    same = leaves_the_images(answer, train, images)
    expect(same).satisfies(
        all(same.value),
        "an image was changed in place: make a new tensor instead, for the caller needs the old one",
    )


@mistake("pixel_similarity")
def the_farthest(train_images, images):
    """You take the digit that is farthest away. A small distance means that two images are alike, so look
    for the smallest."""
    import torch

    distances = [(images - train.mean(0)).abs().mean((1, 2)) for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmax(0)]


@mistake("pixel_similarity")
def differences_that_cancel(train_images, images):
    """You average the differences with their signs, so pixels that are too bright make up for those that are
    too dark. Take the absolute value or the square of each difference before you average."""
    import torch

    distances = [(images - train.mean(0)).mean((1, 2)) for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def sign_dropped_after_the_mean(train_images, images):
    """You take the absolute value of the mean difference, and by then bright and dark pixels have cancelled:
    only the brightness is compared. Take the absolute value of each pixel's difference first."""
    import torch

    distances = [(images - train.mean(0)).mean((1, 2)).abs() for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def mean_over_the_pixels(train_images, images):
    """You reduce each training digit to a single number, its average brightness. Take the mean over the
    images instead, axis 0: that keeps all the pixels and gives a mean image."""
    import torch

    distances = [(images - train.mean()).abs().mean((1, 2)) for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def places_instead_of_digits(train_images, images):
    """You return the place of the nearest digit in the dictionary, 0 for the first one. Look up which digit
    stands at that place."""
    import torch

    distances = [(images - train.mean(0)).abs().mean((1, 2)) for train in train_images.values()]
    return torch.stack(distances).argmin(0)


@mistake("pixel_similarity")
def digits_in_another_order(train_images, images):
    """You sort the digits, but the distances are in the dictionary's order, so the nearest place is looked up
    in the wrong list. Keep both in one order."""
    import torch

    distances = [(images - train.mean(0)).abs().mean((1, 2)) for train in train_images.values()]
    return torch.tensor(sorted(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def one_sample_for_a_digit(train_images, images):
    """You compare with the first training image of each digit. One sample may be an odd one: compare with
    the mean of all of them."""
    import torch

    distances = [(images - train[0]).abs().mean((1, 2)) for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def sum_for_a_mean_image(train_images, images):
    """You add the training images up and do not divide by their number, so the more images there are of a
    digit, the farther away it is. Take their mean."""
    import torch

    distances = [(images - train.sum(0)).abs().mean((1, 2)) for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def one_digit_for_the_batch(train_images, images):
    """You average the distance over all the images as well, so there is one answer for all of them together.
    Average over the rows and columns only: the last two axes."""
    import torch

    distances = [(images - train.mean(0)).abs().mean() for train in train_images.values()]
    return torch.tensor(list(train_images))[torch.stack(distances).argmin(0)]


@mistake("pixel_similarity")
def only_3_and_7(train_images, images):
    """You look for a 3 or a 7 and nothing else. The keys of the dictionary say which digits there are, and
    there may be more than two."""
    import torch

    means = {digit: train.mean(0) for digit, train in train_images.items()}
    far = torch.full((len(images),), float("inf"))
    threes = (images - means[3]).abs().mean((1, 2)) if 3 in means else far
    sevens = (images - means[7]).abs().mean((1, 2)) if 7 in means else far
    return torch.where(threes < sevens, 3, 7)
