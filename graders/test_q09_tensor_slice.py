import numpy as np

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def complaint(answer):
    """What the error speaks of, if there is one: a wrong count and a missing axis each fail in their way."""
    try:
        answer.bottom_right()
    except (RuntimeError, ValueError, IndexError) as error:
        for phrase in ("size 8", "too many indices"):
            if phrase in str(error):
                return phrase
    return ""


def test_is_two_rows_by_two_columns(answer):
    """The result is a tensor of two rows and two columns."""
    complaint(answer)  # not judged itself, but a known mistake has to complain of the same
    corner = answer.bottom_right()
    expect(corner).is_a("tensor", "array")
    if corner.value.shape != (2, 2):
        expect(corner).equals([[10, 12], [16, 18]])  # says which shape it is, and shows the numbers in it


@criterion(after=test_is_two_rows_by_two_columns)
def test_is_the_bottom_right_corner(answer):
    """It is the bottom-right corner of the square: the last two rows and the last two columns."""
    corner = answer.bottom_right()
    # Undoubled or doubled twice, it is the right corner all the same: the next criterion is about that.
    if corner.value.numpy().tolist() not in ([[5, 6], [8, 9]], [[20, 24], [32, 36]]):
        expect(corner).equals([[10, 12], [16, 18]])


@criterion(after=test_is_the_bottom_right_corner)
def test_is_doubled_once(answer):
    """Every number in it is twice what it was in the square from 1 to 9."""
    expect(answer.bottom_right()).equals([[10, 12], [16, 18]])


@mistake("bottom_right")
def stops_at_eight():
    """You made eight numbers, and a square of three by three has room for nine. `arange` leaves its end out:
    `arange(1, 9)` is 1 to 8. Let it end one number later."""
    import torch

    return torch.arange(1, 9).view(3, 3)


@mistake("bottom_right")
def stops_at_eight_in_numpy():
    """You made eight numbers, and a square of three by three has room for nine. `arange` leaves its end out:
    `arange(1, 9)` is 1 to 8. Let it end one number later."""
    return np.arange(1, 9).reshape(3, 3)


@mistake("bottom_right")
def eight_in_two_rows():
    """You made eight numbers, two rows of four. `arange` leaves its end out, so `arange(1, 9)` is 1 to 8:
    let it end one number later, and make three rows of three."""
    return (np.arange(1, 9).reshape(2, 4) * 2)[1:, 1:]


@mistake("bottom_right")
def last_columns_of_eight_in_two_rows():
    """You made eight numbers, two rows of four. `arange` leaves its end out, so `arange(1, 9)` is 1 to 8:
    let it end one number later, and make three rows of three."""
    return (np.arange(1, 9).reshape(2, 4) * 2)[-2:, -2:]


@mistake("bottom_right")
def first_of_eight_in_two_rows():
    """You made eight numbers, two rows of four, and then took the first row with `[:1][:1]`. Make nine, three
    rows of three: `arange` leaves its end out. Then slice rows and columns in one pair of brackets."""
    return (np.arange(1, 9).reshape(2, 4) * 2)[:1][:1]


@mistake("bottom_right")
def eight_in_four_rows():
    """You made eight numbers, four rows of two. `arange` leaves its end out, so `arange(1, 9)` is 1 to 8:
    let it end one number later, and make three rows of three."""
    return (np.arange(1, 9).reshape(4, 2) * 2)[-2:, -2:]


@mistake("bottom_right")
def never_made_a_square():
    """Your numbers still stand in one long line, so there are no columns to slice. Give the line the shape
    of three rows by three columns first."""
    return (np.arange(1, 10) * 2)[1:, 1:]


@mistake("bottom_right")
def rows_then_rows():
    """You wrote `[1:][1:]`. Each pair of brackets slices rows: the first drops row one, the second drops the
    next, and a single row is left. Put both slices in one pair of brackets, rows first, then columns."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[1:][1:]


@mistake("bottom_right")
def undoubled_rows_then_rows():
    """You wrote `[1:][1:]`. Each pair of brackets slices rows, so a single row is left: put both slices in
    one pair of brackets, rows first, then columns. And the numbers are not doubled yet."""
    return np.arange(1, 10).reshape(3, 3)[1:][1:]


@mistake("bottom_right")
def first_row_of_the_first_row():
    """You wrote `[:1][:1]`. `:1` is what comes before position 1, the first row alone, and a second pair of
    brackets slices rows again. Start at position 1 instead, for rows and columns, in one pair of brackets."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[:1][:1]


@mistake("bottom_right")
def undoubled_first_row_of_the_first_row():
    """You wrote `[:1][:1]`. `:1` is the first row alone, and a second pair of brackets slices rows again:
    start at position 1, for rows and columns, in one pair of brackets. And double the numbers."""
    return np.arange(1, 10).reshape(3, 3)[:1][:1]


@mistake("bottom_right")
def rows_only():
    """You have the last two rows, but all three columns: each pair of brackets slices rows. Put a second
    slice into the same brackets, after a comma, for the columns."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[-2:][-2:]


@mistake("bottom_right")
def the_middle_alone():
    """You wrote `[1:2, 1:2]`, which ends before position 2, so only the middle number is left. Let both
    slices run to the end."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[1:2, 1:2]


@mistake("bottom_right")
def counts_positions_from_one():
    """Your slices start at position 2, and that is the third row and column: positions count from 0. Start
    both slices one earlier."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[2:, 2:]


@mistake("bottom_right")
def in_one_line():
    """These are the right four numbers in one line of shape [4]. A corner keeps its rows and columns when
    both slices stand in one pair of brackets; there is nothing to flatten."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[1:, 1:].flatten()


@mistake("bottom_right")
def last_four_numbers():
    """You took the last four numbers of the count. The corner is not the end of the line: it leaves out the
    first column, so make the square first, then slice rows and columns."""
    return (np.arange(1, 10) * 2)[-4:]


@mistake("bottom_right")
def last_four_numbers_in_a_square():
    """You took the last four numbers of the count and made a square of them. The corner leaves out the first
    column of the three-by-three square, so slice that square, by rows and by columns."""
    return (np.arange(1, 10) * 2)[-4:].reshape(2, 2)


@mistake("bottom_right")
def whole_square():
    """You returned the whole doubled square. What is asked is its bottom-right corner: slice it."""
    return np.arange(1, 10).reshape(3, 3) * 2


@mistake("bottom_right")
def top_left():
    """You wrote `[:2, :2]`, which is the top-left corner: `:2` ends before position 2. To keep the end of an
    axis, give the slice a start instead of an end."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[:2, :2]


@mistake("bottom_right")
def undoubled_top_left():
    """You wrote `[:2, :2]`, which is the top-left corner: to keep the end of an axis, give the slice a start
    instead of an end. And the numbers are not doubled yet."""
    return np.arange(1, 10).reshape(3, 3)[:2, :2]


@mistake("bottom_right")
def top_right():
    """You took the top-right corner. The columns are right; let the rows start at position 1, too."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[:2, 1:]


@mistake("bottom_right")
def one_column_early():
    """Every number is one place too early. Either your count starts at 0 (`arange(9)` is 0 to 8), or you cut
    the first two columns where the last two are asked."""
    return (np.arange(9).reshape(3, 3) * 2)[1:, 1:]


@mistake("bottom_right")
def undoubled():
    """The corner is right, but you did not double it. Note that `t * 2` makes a new tensor and leaves `t` as
    it is: keep the result."""
    return np.arange(1, 10).reshape(3, 3)[1:, 1:]


@mistake("bottom_right")
def doubled_twice():
    """The corner is right, but you doubled it twice: the square once, and then the corner again."""
    return (np.arange(1, 10).reshape(3, 3) * 2)[1:, 1:] * 2


@mistake("bottom_right")
def squared():
    """You squared the numbers: `t ** 2` and `t * t` multiply each number by itself. Doubling is `t * 2`."""
    return (np.arange(1, 10).reshape(3, 3) ** 2)[1:, 1:]
