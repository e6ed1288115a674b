"""From a list of whole numbers, keep the odd ones and double them, in the order in which they stand. Write it
as a list comprehension: a single expression between square brackets that says what goes into the new list.

    double_odds([1, 2, 3, 10, 7])  →  [2, 6, 14]
    double_odds([])                →  []

There may be zeros, negative numbers and repeated numbers in the list. The list itself stays as it is.
"""


def double_odds(numbers: list[int]) -> list[int]:
    """The odd numbers of the list, doubled, in a new list."""
    raise NotImplementedError
