"""What a grader may expect of a result, and what the learner reads when it is not so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ch4.grading import Answer, Result, expect
from ch4.grading.answer import LocalAnswer
from ch4.grading.criterion import Mismatch

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """`call("return 2 * x", 3)`: what a function of one argument with this body gives."""

    def call(body: str, argument: object = None) -> Result:
        path = tmp_path / "q01_answer.py"
        path.write_text(f"import numpy as np\nimport torch\n\n\ndef f(x):\n    {body}\n")
        return Answer(LocalAnswer.load(path, seed=0)).f(argument)

    return call


def told(check: Callable[[], object]) -> str:
    """The sentence that this expectation ends with; empty when it holds."""
    try:
        check()
    except Mismatch as mismatch:
        return mismatch.message
    return ""


def test_equal_values_are_as_expected(call: Call) -> None:
    expect(call("return torch.arange(4)")).equals([0, 1, 2, 3])
    expect(call("return 2 * x", 3)).equals(6)
    expect(call("return x / 3", 1)).equals(1 / 3)
    expect(call("return None")).equals(None)


def test_a_result_can_be_expected_to_equal_another(call: Call) -> None:
    expect(call("return x * 2", torch.ones(3))).equals(call("return x + x", torch.ones(3)))


def test_another_tolerance_can_be_asked(call: Call) -> None:
    result = call("return 1.05")
    expect(result).equals(1, rtol=0.1)
    assert told(lambda: expect(result).equals(1)) == "1.05 where 1 was asked"


def test_both_sides_are_shown_when_they_differ(call: Call) -> None:
    with pytest.raises(Mismatch) as caught:
        expect(call("return [1, 3]")).equals([1, 2])
    assert (caught.value.expected, caught.value.got) == ("[1, 2]", "[1, *3*]")


def test_a_forgotten_return_is_told_as_such(call: Call) -> None:
    nothing = call("x + 1", 1)
    for check in (
        lambda: expect(nothing).equals(2),
        lambda: expect(nothing).equals("two"),
        lambda: expect(nothing).is_a("tensor"),
        lambda: expect(nothing).has_shape(2),
        lambda: expect(nothing).is_scalar(),
        lambda: expect(nothing).at_least(1),
    ):
        assert told(check) == "`f` returns None: a `return` is missing"


def test_a_result_that_is_printed_is_not_returned() -> None:
    printed = Result("f", None, {}, "tensor([2., 4.])\n", 0.0)
    with pytest.raises(Mismatch, match="`f` prints and returns None: `return` the result instead") as caught:
        expect(printed).equals([2, 4])
    assert caught.value.got == "None (printed: 'tensor([2., 4.])')"


def test_none_inside_a_result_is_no_forgotten_return(call: Call) -> None:
    message = told(lambda: expect(call("return [None]")).equals([1]))
    assert message == "item 0: None where a number was asked"


def test_a_numpy_array_is_no_tensor_unless_arrays_will_do(call: Call) -> None:
    array = call("return np.ones(2)")
    assert told(lambda: expect(array).equals(torch.ones(2))) == "a numpy array where a tensor was asked"
    expect(array).equals(torch.ones(2), arrays=True)
    expect(array).equals([1, 1])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return torch.ones(2)", "tensor"),
        ("return np.ones(2)", "array"),
        ("return [1]", "list"),
        ("return (1,)", "tuple"),
        ("return {}", "dict"),
        ("return torch.tensor(1.5)", "number"),
        ("return 1.5", "number"),
        ("return torch.tensor(True)", "bool"),
        ("return 'word'", "string"),
    ],
)
def test_a_result_is_of_its_kind(call: Call, body: str, kind: Any) -> None:
    expect(call(body)).is_a(kind)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return zip(x, x)", "a zip object where a list was asked"),
        ("return (i for i in x)", "a generator where a list was asked"),
        ("return map(str, x)", "a map object where a list was asked"),
        ("return {1, 2}", "a set where a list was asked"),
        ("return f", "a function where a list was asked"),
        ("return torch.ones(2)", "a tensor where a list was asked"),
        ("return np.float32(2)", "a numpy number where a list was asked"),
        ("return torch.nn.Linear(1, 1)", "a Linear object where a list was asked"),
        ("return True", "a bool where a list was asked"),
    ],
)
def test_another_kind_is_named(call: Call, body: str, message: str) -> None:
    assert told(lambda: expect(call(body, [1, 2])).is_a("list")) == message


def test_several_kinds_can_be_asked(call: Call) -> None:
    message = told(lambda: expect(call("return [1]")).is_a("tensor", "array"))
    assert message == "a list where a tensor or a numpy array was asked"


def test_a_shape_is_asked(call: Call) -> None:
    column = call("return torch.ones(3, 1)")
    expect(column).has_shape(3, 1)
    message = told(lambda: expect(call("return torch.ones(3)")).has_shape(3, 1))
    assert message == "shape [3] where [3, 1] was asked: the column axis is missing"
    message = told(lambda: expect(call("return [1, 2]")).has_shape(2))
    assert message == "a list where a tensor of shape [2] was asked"


def test_a_dtype_is_asked(call: Call) -> None:
    expect(call("return torch.ones(3)")).has_dtype("float32", "float64")
    message = told(lambda: expect(call("return torch.arange(3)")).has_dtype("uint8"))
    assert message == "dtype int64 where uint8 was asked"


def test_a_scalar_is_one_number(call: Call) -> None:
    for body in ("return 3", "return 0.5", "return torch.tensor(3.)", "return np.float32(3)"):
        expect(call(body)).is_scalar()
    message = told(lambda: expect(call("return torch.ones(1)")).is_scalar())
    assert message == "shape [1] where a single number was asked: an axis of length one is left"
    assert told(lambda: expect(call("return [1]")).is_scalar()) == "a list where a single number was asked"


def test_a_tensor_that_autograd_follows_and_that_is_a_leaf(call: Call) -> None:
    leaf = call("return torch.ones(2).requires_grad_()")
    expect(leaf).requires_grad().is_leaf()
    result = call("return torch.ones(2).requires_grad_() * 2")
    expect(result).requires_grad()
    message = told(lambda: expect(result).is_leaf())
    assert message == "it is not a leaf: it came out of an operation, so `backward` gives it no `.grad`"
    message = told(lambda: expect(call("return torch.ones(2)")).requires_grad())
    assert message == "it does not require a gradient: autograd does not follow it"


def test_an_argument_that_is_changed_in_place_is_noticed(call: Call) -> None:
    changing = call("return x.mul_(2)", torch.ones(2))
    expect(changing).changes(0)
    message = told(lambda: expect(changing).changes_nothing())
    assert message == "the first tensor passed in was changed in place: it is to stay as it was"
    keeping = call("return x * 2", torch.ones(2))
    expect(keeping).changes_nothing()
    message = told(lambda: expect(keeping).changes(0))
    assert message == "the first tensor passed in is to be changed in place, and is as it was"


def test_tensors_inside_arguments_are_counted_in_their_order(call: Call) -> None:
    second = call("x[1].zero_()", [torch.ones(2), torch.ones(2)])
    expect(second).changes(1)
    message = told(lambda: expect(second).changes_nothing())
    assert message == "the second tensor passed in was changed in place: it is to stay as it was"


@pytest.mark.parametrize("number", [-1, -9, 7, 10**9])
def test_a_tensor_that_was_never_passed_can_be_said_to_change(number: int) -> None:
    forged = Result("f", 1, {number: 1}, "", 0.0)
    assert "was changed in place" in told(lambda: expect(forged).changes_nothing())


def test_a_view_shares_its_storage(call: Call) -> None:
    expect(call("return x.view(-1)", torch.ones(2, 2))).shares_storage()
    expect(call("return x.reshape(-1)", np.ones((2, 2)))).shares_storage()
    message = told(lambda: expect(call("return x.clone()", torch.ones(2))).shares_storage())
    assert message == "it is a copy: it does not share its storage with the first tensor passed in"


def test_an_empty_tensor_has_no_storage_to_share(call: Call) -> None:
    expect(call("return x.reshape(-1)", torch.ones(0, 2))).shares_storage()


def test_what_was_measured_has_bounds() -> None:
    expect(0.98, "accuracy").at_least(0.97).at_most(1)
    message = told(lambda: expect(0.9, "accuracy").at_least(0.97))
    assert message == "accuracy is 0.9, and at least 0.97 was asked"
    assert told(lambda: expect(3, "the loss").at_most(2)) == "the loss is 3, and at most 2 was asked"


def test_a_number_just_short_of_a_bound_is_shown_with_its_digits() -> None:
    message = told(lambda: expect(0.96999999, "accuracy").at_least(0.97))
    assert message == "accuracy is 0.96999999, and at least 0.97 was asked"


@pytest.mark.parametrize("number", [float("nan"), torch.tensor(float("nan")), torch.tensor(1j)])
def test_what_is_no_real_number_is_within_no_bounds(number: Any, call: Call) -> None:
    result = call("return x", number)
    assert " was asked" in told(lambda: expect(result).at_least(0))
    assert " was asked" in told(lambda: expect(result).at_most(10))


def test_any_other_condition_has_its_own_sentence(call: Call) -> None:
    result = call("return [1, 3, 2]")
    expect(result).satisfies(True, "the path climbs")
    with pytest.raises(Mismatch, match="the path climbs") as caught:
        expect(result).satisfies(False, "the path climbs", expected="going down")
    assert (caught.value.expected, caught.value.got) == ("going down", "[1, 3, 2]")


def test_expectations_can_be_chained(call: Call) -> None:
    result = call("return torch.ones(2, 2)")
    expect(result).is_a("tensor").has_shape(2, 2).has_dtype("float32").equals([[1, 1], [1, 1]])


def test_a_result_can_be_had_as_a_real_tensor(call: Call) -> None:
    real = call("return {'a': torch.ones(2), 'b': (np.ones(2), 'word')}").real()
    assert torch.equal(real["a"], torch.ones(2))
    assert isinstance(real["b"][0], np.ndarray)
    assert real["b"][1] == "word"
