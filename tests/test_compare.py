"""Comparing what an answer gave with what was asked, and the sentence that says what differs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from ch4.grading.compare import EXACT, Tolerance, difference, lowered
from ch4.worker import Opaque

DTYPES = ("bool", "uint8", "int32", "int64", "uint64", "float16", "float32", "float64", "complex64")
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
)
floats = st.floats(allow_nan=True, allow_infinity=True)
words = st.text(max_size=8)
scalars = st.none() | st.booleans() | st.integers() | floats | words | st.binary(max_size=8)
opaques = st.builds(Opaque, st.sampled_from(("zip", "generator", "Net")), words)
huge = st.integers(200, 30_000).map(lambda bits: (1 << bits) - 1)
leaves = scalars | arrays | opaques | huge
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.integers() | floats | words | st.tuples(floats), inner, max_size=3)
    ),
    max_leaves=8,
)


def told(got: object, expected: object, tolerance: Tolerance | None = None) -> str:
    """The sentence of the difference; empty when there is none."""
    found = difference(lowered(got), expected, tolerance)
    return found.message if found else ""


@given(values)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert difference(lowered(value), value) is None
    assert difference(lowered(value), value, EXACT) is None


@given(values, values)
def test_any_two_values_can_be_compared(got: Any, expected: Any) -> None:
    found = difference(lowered(got), expected)
    assert found is None or (found.message and found.expected and found.got)


@given(values, values)
def test_a_sentence_is_short_whatever_the_values(got: Any, expected: Any) -> None:
    found = difference(lowered(got), expected)
    assert found is None or max(map(len, (found.message, found.expected, found.got))) < 2000


def has_lists(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return isinstance(value, list) or any(map(has_lists, inside))


@given(values, values)
def test_whether_two_values_differ_does_not_depend_on_their_order(one: Any, other: Any) -> None:
    # A list of numbers stands for an array where one is given, and not the other way round.
    assume(not has_lists(one) and not has_lists(other))
    there = difference(lowered(one), other, EXACT)
    back = difference(lowered(other), one, EXACT)
    assert (there is None) == (back is None)


@given(
    npst.arrays("float64", npst.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)),
    st.data(),
)
def test_one_number_that_is_off_is_found_and_its_place_is_named(array: Any, data: st.DataObject) -> None:
    index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in array.shape)))
    wrong = array.copy()
    wrong[index] += 1 + abs(array[index])
    message = told(wrong, array)
    assert message
    if array.size > 1:
        assert f"1 of {array.size} numbers differs; at {place(index)}: " in message


def place(index: tuple[int, ...]) -> str:
    match index:
        case (item,):
            return f"item {item}"
        case (row, column):
            return f"row {row}, column {column}"
    return f"index {list(index)}"


@given(st.lists(st.integers(-9, 9), min_size=1), st.data())
def test_one_item_that_is_off_is_found_and_its_place_is_named(
    numbers: list[int], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(numbers) - 1))
    wrong = [*numbers[:index], numbers[index] + 20, *numbers[index + 1 :]]
    assert told(wrong, numbers).startswith(
        f"item {index}: {numbers[index] + 20} where {numbers[index]} was asked"
    )


@given(npst.arrays("float32", (3, 4), elements=st.floats(-100, 100, width=32)))
def test_floats_within_the_tolerance_are_equal(array: Any) -> None:
    assert told(array * np.float32(1.00005), array) == ""
    assert told(array + np.float32(0.02), array) != ""


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (4, 4.0),
        (np.array(4), 4),
        (4.0, np.array(4)),
        (np.float32(0.1), 0.1),
        (np.array([[10, 12], [16, 18]]), [[10, 12], [16, 18]]),
        (np.array([[10.0, 12.0], [16.0, 18.0]], dtype="float32"), [[10, 12], [16, 18]]),
        (np.array([1, 2], dtype="uint8"), np.array([1.0, 2.0])),
        (np.array([2**63], dtype="uint64"), np.array([2**63], dtype="uint64")),
        (np.array([], dtype="float32"), []),
        ([np.array(1), 2.0], [1, 2]),
        (math.nan, np.array(np.nan)),
        ({math.nan: 1}, {float("nan"): 1}),
        (complex(math.inf, 1), Opaque("complex")),
    ],
)
def test_these_are_the_same(got: Any, expected: Any) -> None:
    assert told(got, expected) == ""


def test_torch_and_numpy_numbers_are_compared_alike() -> None:
    torch = pytest.importorskip("torch")
    assert told(torch.tensor([1, 2]), np.array([1.0, 2.0])) == ""
    assert told(torch.tensor([0.5, 2], dtype=torch.bfloat16), [0.5, 2]) == ""
    assert told(torch.tensor(4), 4) == ""


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (5, 4, "5 where 4 was asked"),
        (-3, 3, "-3 where 3 was asked; it has the opposite sign"),
        (0.5, 0.25, "0.5 where 0.25 was asked; it is 2 times what was asked"),
        (1, 255, "1 where 255 was asked; it is 1/255 of what was asked"),
        (6, 2, "6 where 2 was asked"),
        (math.nan, 1.5, "nan where 1.5 was asked"),
        (0.97001, 0.9694, "0.97001 where 0.9694 was asked"),
        (1.5000001, 1, "1.5 where 1 was asked"),
        (True, 1, "True where 1 was asked"),
        (np.array(True), 0, "True where 0 was asked"),
        (True, False, "True where False was asked"),
        (10**400, 1, "a number of some 400 digits where 1 was asked"),
    ],
)
def test_of_numbers_the_learner_reads(got: Any, expected: Any, message: str) -> None:
    assert told(got, expected) == message


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (None, 4, "None where a number was asked"),
        ("4", 4, "a string where a number was asked"),
        ([1, 2], (1, 2), "a list where a tuple was asked"),
        ((1, 2), [1, 2], "a tuple where a list was asked"),
        ([[1, 2]], np.array([[1, 2]]), "a list where a numpy array was asked"),
        (np.array([1, 2]), ["a", "b"], "a numpy array where a list was asked"),
        (Opaque("zip", "<zip object at 0x7f00>"), [1], "a zip object where a list was asked"),
        (Opaque("generator"), [1], "a generator where a list was asked"),
        (Opaque("function"), 1.0, "a function where a number was asked"),
        ("on", "off", "'on' where 'off' was asked"),
    ],
)
def test_of_another_kind_the_learner_reads(got: Any, expected: Any, message: str) -> None:
    assert told(got, expected) == message


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        ([1, 2], [1, 2, 3], "2 items where 3 were asked"),
        ([], [1], "no items where 1 was asked"),
        ([1], [], "1 item where none was asked"),
        ([2, 4, 6], [2, 6], "3 items where 2 were asked; the first that differs is item 1"),
        ([3, 1, 2], [1, 2, 3], "item 0: 3 where 1 was asked; the items are right, and in another order"),
        ([(1, 2), (3, 5)], [(1, 2), (3, 4)], "item 1, item 1: 5 where 4 was asked"),
        ([[1, 2], [3, 4]], [(1, 2), (3, 4)], "item 0: a list where a tuple was asked"),
        ({"a": 1}, {"a": 1, "b": 2}, "the key 'b' is missing"),
        ({3: 1}, {"3": 1}, "the key '3' is missing; there is 3, a number, instead"),
        ({"a": 1, "b": 2}, {"a": 1}, "the key 'b' was not asked for"),
        ({"a": {"b": 2}}, {"a": {"b": 3}}, "key 'a', key 'b': 2 where 3 was asked"),
    ],
)
def test_of_containers_the_learner_reads(got: Any, expected: Any, message: str) -> None:
    assert told(got, expected) == message


EVERY_OTHER = "every row met every other, as when [n] is broadcast with [n, 1]"


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        ([3], [3, 1], "shape [3] where shape [3, 1] was asked: the column axis is missing"),
        ([3, 1], [3], "shape [3, 1] where shape [3] was asked: there is an axis of length one too many"),
        ([3], [1, 3], "shape [3] where shape [1, 3] was asked: an axis of length one is missing"),
        ([3, 3], [3, 1], f"shape [3, 3] where shape [3, 1] was asked: {EVERY_OTHER}"),
        ([3, 3], [3], f"shape [3, 3] where shape [3] was asked: {EVERY_OTHER}"),
        (
            [5, 2, 2],
            [2, 2, 5],
            "shape [5, 2, 2] where shape [2, 2, 5] was asked: the axes are in another order",
        ),
        ([4, 2], [2, 2, 2], "shape [4, 2] where shape [2, 2, 2] was asked: rank 2 where rank 3 was asked"),
        ([3, 2], [4, 2], "shape [3, 2] where shape [4, 2] was asked"),
        ([], [1, 2], "a single number where shape [1, 2] was asked"),
        ([1], [], "shape [1] where a single number was asked: an axis of length one is left"),
        ([4], [], "shape [4] where a single number was asked: it is not reduced to one number"),
        ([0], [], "shape [0] where a single number was asked: there are no numbers in it"),
    ],
)
def test_of_shapes_the_learner_reads(got: list[int], expected: list[int], message: str) -> None:
    assert told(np.ones(got), np.ones(expected)) == message


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (
            [[10, 12], [16, 19]],
            [[10, 12], [16, 18]],
            "1 of 4 numbers differs; at row 1, column 1: 19 where 18",
        ),
        ([1, 5, 6], [1, 2, 4], "2 of 3 numbers differ; at item 1: 5 where 2"),
        ([1, 5], [2, 4], "both numbers differ; at item 0: 1 where 2"),
        ([1, 5, 7], [2, 4, 9], "all 3 numbers differ; at item 0: 1 where 2"),
        ([[[1, 5]]], [[[1, 4]]], "1 of 2 numbers differs; at index [0, 0, 1]: 5 where 4"),
        ([3], [4], "3 where 4"),
    ],
)
def test_of_cells_the_learner_reads(got: Any, expected: Any, message: str) -> None:
    assert told(np.array(got), np.array(expected)) == f"{message} was asked"


@pytest.mark.parametrize(
    ("got", "expected", "reason"),
    [
        ([[5, 6], [8, 9]], [[10, 12], [16, 18]], "every number is 1/2 of what was asked"),
        ([0, 255, 51], [0, 1, 0.2], "every number is 255 times what was asked"),
        ([1.0, -2.0], [-1.0, 2.0], "every number has the opposite sign"),
        ([[1, 2], [3, 4]], [[1, 3], [2, 4]], "rows and columns are swapped"),
        ([3, 1, 2], [1, 2, 3], "the numbers are right, and in another order"),
        ([1.0, np.nan], [1.0, 2.0], "there are nans in it"),
    ],
)
def test_where_the_numbers_tell_why_the_learner_reads_it(got: Any, expected: Any, reason: str) -> None:
    assert told(np.array(got), np.array(expected)).endswith(f" was asked; {reason}")


def test_numbers_are_no_truth_values() -> None:
    numbers, truths = np.array([1, 0]), np.array([True, False])
    assert told(numbers, truths) == "numbers (dtype int64) where True and False were asked"
    assert told(truths, numbers) == "True and False (dtype bool) where numbers were asked"


def test_cells_that_differ_are_marked_in_what_was_got() -> None:
    found = difference(lowered(np.array([[10, 12], [16, 19]])), [[10, 12], [16, 18]])
    assert found is not None
    assert found.expected.split() == ["10", "12", "16", "18"]
    assert found.got.split() == ["10", "12", "16", "*19*"]


def test_of_a_large_array_the_part_round_the_first_difference_is_shown() -> None:
    expected = np.zeros((100, 28, 28))
    got = expected.copy()
    got[42, 14, 14] = 7
    found = difference(lowered(got), expected)
    assert found is not None
    assert "at index [42, 14, 14]: 7 where 0 was asked" in found.message
    assert found.got.startswith("[42] of shape [100, 28, 28]:")
    assert "*7*" in found.got


def test_a_list_that_goes_on_is_marked_where_it_ends_too_late() -> None:
    found = difference([1, 2, 3], [1, 2])
    assert found is not None
    assert (found.expected, found.got) == ("[1, 2]", "[1, 2, *3*]")


def test_two_numbers_that_differ_late_are_shown_with_enough_digits() -> None:
    assert told(1.00000001, 1.0, EXACT) == "1.00000001 where 1 was asked"


def test_integers_beyond_the_digits_of_a_float_are_compared_exactly() -> None:
    assert told(2**53 + 1, 2**53) != ""
    assert told(2**53 + 1, 2.0**53, EXACT) != ""
    assert told(np.array([2**53 + 1]), np.array([2**53])) != ""
    assert told(np.array([2**63 + 1], dtype="uint64"), np.array([2**62])) != ""


def test_a_tensor_that_is_no_table_of_numbers_is_described() -> None:
    torch = pytest.importorskip("torch")
    sparse, deep = torch.eye(2).to_sparse(), torch.ones([1] * 70)
    assert told(sparse, torch.eye(2)).startswith("a torch.sparse_coo tensor of torch.float32 ")
    assert told(deep, torch.eye(2)).startswith("a torch.strided tensor of torch.float32 and shape [1, ")
    assert told(np.array(["word"]), 1).startswith("an array of str")
    assert told(2**20_000_000, 1) == "an enormous number where a number was asked"


def test_a_difference_in_a_hundred_million_numbers_is_said_without_listing_them() -> None:
    many = np.zeros(3_000_000, dtype="uint8")
    assert told(many + 2, many + 1).endswith("; every number is 2 times what was asked")
    many[-1] = 5
    assert told(many * 2, many).startswith("1 of 3,000,000 numbers differs; at item 2999999: 10 where 5")
