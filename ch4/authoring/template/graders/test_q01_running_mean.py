"""Each test is one criterion, its docstring the sentence that the learner reads.

Fixtures: `answer` (the learner's), `solution` (yours), `generator`, `device`, `measure`, `say`.
"""

from ch4.grading import criterion, expect, mistake


def test_starts_with_the_first_number(answer):
    """The first mean is the first number itself, and no numbers have no means."""
    expect(answer.running_mean([7])).equals([7])
    expect(answer.running_mean([])).equals([])


@criterion(after=test_starts_with_the_first_number)
def test_each_mean_takes_all_numbers_so_far(answer, solution):
    """Each mean is that of all numbers up to its place."""
    for numbers in ([2, 4, 9], [1, -1, 1, -1], [0.5] * 20, list(range(50))):
        expect(answer.running_mean(numbers)).equals(solution.running_mean(numbers))


@mistake("running_mean")
def divides_by_the_whole_length(numbers):
    """You divide every sum by the length of the whole list. Up to a place there are only as many numbers
    as you have seen: divide by that."""
    total, means = 0, []
    for number in numbers:
        total += number
        means.append(total / len(numbers))
    return means


@mistake("running_mean")
def sums_without_dividing(numbers):
    """You give back the running sums. A mean is a sum divided by how many numbers are in it."""
    total, sums = 0, []
    for number in numbers:
        total += number
        sums.append(total)
    return sums
