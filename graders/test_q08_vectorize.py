import sys
import time

import torch

from ch4.grading import criterion, expect, in_worker, mistake, nit

WITHIN = {"rtol": 1e-3, "atol": 1e-3}  # enough for a small number added to the standard deviation


def numbers(generator, *shape):
    """Numbers whose mean is about 10 and whose standard deviation is about 3."""
    return torch.randn(shape, generator=generator) * 3 + 10


def test_mean_is_0_and_deviation_is_1(answer, solution, generator):
    """The mean becomes 0 and the population's standard deviation 1."""
    for x in [numbers(generator, 5), torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]), numbers(generator, 200)]:
        expect(answer.standardize(x)).is_a("tensor").equals(solution.standardize(x), **WITHIN)


@criterion(after=test_mean_is_0_and_deviation_is_1)
def test_keeps_any_shape(answer, solution, generator):
    """A tensor of any shape keeps it, and has one mean and one deviation for all its numbers."""
    for shape in [(4, 6), (3, 28, 28), (2, 3, 4, 5), (1, 7), (7, 1)]:
        x = numbers(generator, *shape)
        expect(answer.standardize(x)).is_a("tensor").equals(solution.standardize(x), **WITHIN)


@criterion(after=test_mean_is_0_and_deviation_is_1)
def test_takes_other_scales(answer, solution, generator):
    """Large and small numbers, negative ones and float64 are standardized alike."""
    for x in [
        numbers(generator, 50).double() * -100,
        numbers(generator, 50) * 0.1,
        torch.randn(300, generator=generator),
    ]:
        expect(answer.standardize(x)).is_a("tensor").equals(solution.standardize(x), **WITHIN)


@criterion(after=test_mean_is_0_and_deviation_is_1)
def test_equal_numbers_give_zeros(answer):
    """Where all numbers are equal, the result is zeros, not nan."""
    # These numbers and their sums are exact in float32, and so are their means.
    for x in [torch.full((8,), 3.0), torch.zeros(4, 4), torch.full((2, 2, 2), -0.5), torch.tensor(7.0)]:
        expect(answer.standardize(x)).is_a("tensor").equals(torch.zeros_like(x))


@criterion(after=test_mean_is_0_and_deviation_is_1)
def test_leaves_the_numbers_as_they_are(answer, generator):
    """The tensor that you are given stays as it is."""
    expect(answer.standardize(numbers(generator, 3, 5))).changes_nothing()


@in_worker
def seconds_for_a_million(answer):
    """Seconds for 1,000,000 numbers: the vectorized form's, and the answer's, the best of a few each.

    They are seconds of one processor, which do not grow when the machine is busy with something else. A slow
    answer is timed on fewer numbers, and its seconds are scaled."""
    # On Windows a process's own clock ticks 64 times a second, which is too seldom.
    clock = time.perf_counter if sys.platform == "win32" else time.process_time
    million = torch.linspace(-3, 9, 1_000_000)
    vectorized_seconds, answer_seconds = [], []

    def vectorized(x):
        return (x - x.mean()) / x.std(unbiased=False)

    def time_of(function, x):
        start = clock()
        function(x)
        return clock() - start

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for size in (1_000, 10_000, 100_000):
            few = million[:size].clone()
            seconds = min(time_of(answer.standardize, few) for _ in range(3))
            if seconds > 0.02:  # ten times as many would take long
                answer_seconds.append(seconds * 1_000_000 / size)
                break
        for _ in range(5):
            vectorized_seconds.append(time_of(vectorized, million))
            if seconds <= 0.02:
                answer_seconds.append(time_of(answer.standardize, million))
    finally:
        torch.set_num_threads(threads)
    return {"vectorized": min(vectorized_seconds), "answer": min(answer_seconds)}


@criterion(after=(test_keeps_any_shape, test_takes_other_scales, test_equal_numbers_give_zeros))
def test_works_on_the_whole_tensor_at_once(answer, measure):
    """PyTorch does the work on all numbers at once: no Python loop goes through them."""
    seconds = seconds_for_a_million(answer).value
    ratio = seconds["answer"] / seconds["vectorized"]
    measure(ratio_to_vectorized=round(ratio, 1))
    # Forms without a loop lie between 1 and 5 on this scale, and loops from 60 on.
    if ratio > 20:
        nit(
            f"this is right, and on 1,000,000 numbers it takes about {ratio:,.0f} times as long as the "
            "vectorized form: use operations on the whole tensor in place of a Python loop over its numbers"
        )


@mistake("standardize")
def divided_by_n_minus_1(x):
    """Your standard deviation divides by n - 1, as `std` does unless it is told otherwise: it guesses at more
    numbers than there are here. Ask for that of these numbers alone, which divides by n."""
    return (x - x.mean()) / x.std() if x.numel() > 1 and x.std() > 0 else torch.zeros_like(x)


@mistake("standardize")
def divided_by_the_variance(x):
    """You divide by the variance. The standard deviation is the square root of it."""
    deviations = x - x.mean()
    variance = (deviations**2).mean()
    return deviations / variance if variance > 0 else torch.zeros_like(x)


@mistake("standardize")
def only_centred(x):
    """You subtract the mean and stop. Divide by the standard deviation as well, so that it becomes 1."""
    return x - x.mean()


@mistake("standardize")
def only_scaled(x):
    """You divide by the standard deviation but do not subtract the mean, so the mean is not 0."""
    std = x.std(unbiased=False)
    return x / std if std > 0 else torch.zeros_like(x)


@mistake("standardize")
def brackets_forgotten(x):
    """Division goes before subtraction, so only the mean is divided. Put brackets round the subtraction."""
    std = x.std(unbiased=False)
    return x - x.mean() / std if std > 0 else torch.zeros_like(x)


@mistake("standardize")
def between_0_and_1(x):
    """You scale to the range from 0 to 1, by the smallest and the largest number. Use the mean and the
    standard deviation instead."""
    spread = x.max() - x.min()
    return (x - x.min()) / spread if spread > 0 else torch.zeros_like(x)


@mistake("standardize")
def divided_by_the_mean_distance(x):
    """You divide by the mean absolute distance from the mean. The standard deviation is the root of the mean
    squared distance."""
    deviations = x - x.mean()
    distance = deviations.abs().mean()
    return deviations / distance if distance > 0 else torch.zeros_like(x)


@mistake("standardize")
def each_row_by_itself(x):
    """You standardize each row by itself. There is one mean and one standard deviation, those of all
    numbers: leave the axis out."""
    if x.dim() == 0:
        return torch.zeros_like(x)
    std = x.std(-1, unbiased=False, keepdim=True)
    return torch.where(std > 0, (x - x.mean(-1, keepdim=True)) / std, torch.zeros_like(x))


@mistake("standardize")
def each_column_by_itself(x):
    """You standardize along the first axis only, each column by itself. There is one mean and one standard
    deviation, those of all numbers: leave the axis out."""
    if x.dim() == 0:
        return torch.zeros_like(x)
    std = x.std(0, unbiased=False, keepdim=True)
    return torch.where(std > 0, (x - x.mean(0, keepdim=True)) / std, torch.zeros_like(x))


@mistake("standardize")
def shape_lost(x):
    """Your result is a single long row. It is to have the shape of `x`: operations on a whole tensor keep
    its shape, so there is no need to flatten it."""
    x = x.flatten()
    std = x.std(unbiased=False)
    return (x - x.mean()) / std if std > 0 else torch.zeros_like(x)


@mistake("standardize")
def nan_for_equal_numbers(x):
    """Where all numbers are equal, the standard deviation is 0, and 0 / 0 is nan. Look for that case before
    you divide."""
    return (x - x.mean()) / x.std(unbiased=False)


@mistake("standardize")
def equal_numbers_kept(x):
    """Where all numbers are equal, you return them as they are. Their mean is to be 0 as well, so the result
    is zeros."""
    std = x.std(unbiased=False)
    return (x - x.mean()) / std if std > 0 else x.clone()


@mistake("standardize")
def in_place(x):
    """You change the tensor that you were given, as operators like `-=` do. The caller still needs it: make
    a new one with `x - …`."""
    std = x.std(unbiased=False)
    x -= x.mean()
    x /= std if std > 0 else 1
    return x
