import ast
import sys

from ch4.grading import criterion, expect, in_worker, mistake, nit


def test_doubles_the_odd_numbers_in_order(answer):
    """The odd numbers come out doubled, in the order in which they stand."""
    expect(answer.double_odds([7, 2, 3, 10, 5, 3])).equals([14, 6, 10, 6])
    expect(answer.double_odds([1, 3, 9, 8, 101, 100, 55, 1])).equals([2, 6, 18, 202, 110, 2])
    expect(answer.double_odds(list(range(400, 0, -3)))).equals(list(range(794, 0, -12)))


@criterion(after=test_doubles_the_odd_numbers_in_order)
def test_negatives_and_zero(answer):
    """Negative odd numbers count as odd, and zero as even."""
    expect(answer.double_odds([-3, 0, 4, -1, -8, 5])).equals([-6, -2, 10])
    expect(answer.double_odds([-2, 0, -7])).equals([-14])


@criterion(after=test_doubles_the_odd_numbers_in_order)
def test_nothing_gives_an_empty_list(answer):
    """Where there is no odd number, the result is an empty list."""
    for numbers in ([], [2], [0, -4, 10]):
        expect(answer.double_odds(numbers)).equals([])


@in_worker
def list_afterwards(answer, numbers):
    """The list that the answer was given, after the call."""
    answer.double_odds(numbers)
    return numbers


@criterion(after=test_doubles_the_odd_numbers_in_order)
def test_leaves_the_list_as_it_is(answer):
    """The list that you are given stays as it is."""
    numbers = [5, 4, -3, 3, 3, 2]
    expect(list_afterwards(answer, numbers)).equals(numbers)


@in_worker
def lines_that_run(answer):
    """The numbers of the lines of the answer's file that run while it answers."""
    function, lines = answer.double_odds, set()

    def watch(frame, event, argument):
        if "double_odds" in frame.f_globals:
            lines.add(frame.f_lineno)
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        function([3, 4, -5])
    finally:
        sys.settrace(before)
    return sorted(lines)


@criterion(
    after=(
        test_negatives_and_zero,
        test_nothing_gives_an_empty_list,
        test_leaves_the_list_as_it_is,
    )
)
def test_is_a_list_comprehension(answer):
    """The work is done by a list comprehension."""
    lines = lines_that_run(answer).value
    tree = ast.parse(answer.source.removeprefix("\ufeff"))
    run = [node for node in ast.walk(tree) if hasattr(node, "lineno") and runs(node, lines)]
    if any(isinstance(node, ast.ListComp) for node in run):
        return
    if any(isinstance(node, ast.GeneratorExp) for node in run):
        nit(
            "this is right, and nearly a list comprehension: what stands inside `list(…)` is a generator; "
            "between square brackets it makes the list itself"
        )
    if any(isinstance(node, (ast.For, ast.While)) for node in run):
        nit(
            "this is right; the question asks for a list comprehension, which says in one line what your "
            "loop says in several: `[… for … in … if …]`"
        )
    nit("this is right; the question asks for a list comprehension: `[… for … in … if …]`")


def runs(node, lines):
    return any(node.lineno <= line <= node.end_lineno for line in lines)


@mistake("double_odds")
def keeps_the_even_numbers(numbers):
    """You keep the even numbers. `n % 2` is the remainder after dividing by 2: 0 for even numbers, 1 for odd
    ones."""
    return [n * 2 for n in numbers if n % 2 == 0]


@mistake("double_odds")
def filters_after_doubling(numbers):
    """You double first and then look for odd numbers, but a doubled number is always even, so nothing is
    left. Test the number as it came."""
    return [n * 2 for n in numbers if n * 2 % 2 == 1]


@mistake("double_odds")
def keeps_the_even_numbers_too(numbers):
    """You double the odd numbers but pass the even ones on as they are. An `if … else …` in front of `for`
    chooses a value for every number; an `if` at the end leaves numbers out."""
    return [n * 2 if n % 2 == 1 else n for n in numbers]


@mistake("double_odds")
def odd_places(numbers):
    """You take the numbers at odd places of the list. Whether a number is odd is a matter of its value, not
    of where it stands."""
    return [n * 2 for place, n in enumerate(numbers) if place % 2 == 1]


@mistake("double_odds")
def every_second_number(numbers):
    """You take every second number of the list, from the first on. Whether a number is odd is a matter of
    its value, not of where it stands."""
    return [n * 2 for n in numbers[::2]]


@mistake("double_odds")
def doubles_everything(numbers):
    """You double every number. Only the odd ones are to stay: a condition at the end of the comprehension
    leaves the others out."""
    return [n * 2 for n in numbers]


@mistake("double_odds")
def not_doubled(numbers):
    """You pick the odd numbers but do not double them. What stands in front of `for` is what goes into the
    list."""
    return [n for n in numbers if n % 2 == 1]


@mistake("double_odds")
def squares(numbers):
    """You square the numbers: `**` is a power. Doubling is a product with 2."""
    return [n**2 for n in numbers if n % 2 == 1]


@mistake("double_odds")
def tests_instead_of_numbers(numbers):
    """Your list says of each number whether it is odd. The test belongs at the end, after `if`, and the
    doubled number in front of `for`."""
    return [n % 2 == 1 for n in numbers]


@mistake("double_odds")
def returns_in_the_loop(numbers):
    """You `return` inside the loop, so the function ends with the first odd number. Collect them all, and
    return the list after the loop."""
    result = []
    for n in numbers:
        if n % 2 == 1:
            result.append(n * 2)
            return result
    return result


@mistake("double_odds")
def a_set(numbers):
    """Braces make a set, which has no order and keeps equal numbers only once. Square brackets make a
    list."""
    return {n * 2 for n in numbers if n % 2 == 1}


@mistake("double_odds")
def a_generator(numbers):
    """Round brackets make a generator, which promises the numbers and has not worked them out yet. Square
    brackets make a list."""
    return (n * 2 for n in numbers if n % 2 == 1)


@mistake("double_odds")
def loses_negative_numbers(numbers):
    """You lose the negative odd numbers. In Python `-3 % 2` is 1, not -1 as in some other languages, so one
    and the same test holds on both sides of zero."""
    return [n * 2 for n in numbers if n % 2 == (1 if n > 0 else -1)]


@mistake("double_odds")
def changes_the_list(numbers):
    """You change the list that you were given, so whoever passed it in has lost the old one. Build a new
    list and leave this one alone."""
    numbers[:] = [n * 2 for n in numbers if n % 2 == 1]
    return numbers
