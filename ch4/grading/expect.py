"""What a criterion expects of a result; the first thing that is not so ends the criterion, in one sentence.

expect(r).equals([[10, 12], [16, 18]])        values, shape and kind; floats within a tolerance
expect(r).equals(solution.f(x), rtol=1e-3)
expect(r).equals(t, arrays=True)              a numpy array will do where a tensor is asked
expect(r).is_a("tensor", "array")             tensor array list tuple dict number bool string
expect(r).has_shape(3, 1).has_dtype("float32")
expect(r).is_scalar()                         one number: a 0-d tensor or a Python number
expect(r).requires_grad()  ·  .is_leaf()
expect(r).changes(0)  ·  .changes_nothing()   which argument tensors were changed in place
expect(r).shares_storage(0)                   with argument tensor 0: a view, not a copy
expect(accuracy, "accuracy").at_least(0.97)   ·  .at_most(…)
expect(r).satisfies(ok, "the path climbs")    any condition, with its own sentence
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from ch4.grading import display
from ch4.grading.answer import Result
from ch4.grading.compare import Tolerance, difference, is_number, lowered, number
from ch4.grading.criterion import Mismatch
from ch4.grading.reasons import scalar_reason, shape_reason
from ch4.worker import Opaque, TensorValue, Value

Kind = Literal["tensor", "array", "list", "tuple", "dict", "number", "bool", "string"]

_ARTICLES = {"array": "a numpy array"}


def expect(subject: Result | object, name: str = "it") -> Expectation:
    """Begin an expectation of a result, of a part of one, or of a number that was measured."""
    return Expectation(subject, name)


class Expectation:
    """Each method checks one thing and returns the expectation, so that they can be chained."""

    def __init__(self, subject: Result | object, name: str = "it") -> None:
        self._result = subject if isinstance(subject, Result) else None
        self._value: Value = subject.value if isinstance(subject, Result) else subject  # type: ignore[assignment]
        self._name = f"`{subject.name}`" if isinstance(subject, Result) else name

    def equals(
        self, expected: object, *, rtol: float = 1e-4, atol: float = 1e-5, arrays: bool = False
    ) -> Expectation:
        """Equal values, shape and kind. A nested list stands for a tensor or an array of its numbers."""
        wanted = expected.value if isinstance(expected, Result) else expected
        if wanted is not None:
            self._must_be_something(display.text(lowered(wanted)))
        value = self._value
        if not arrays and isinstance(value, TensorValue) and value.library == "numpy" and _is_tensor(wanted):
            raise Mismatch("a numpy array where a tensor was asked", None, display.text(value))
        if found := difference(value, wanted, Tolerance(rtol, atol)):
            raise Mismatch(found.message, found.expected, found.got)
        return self

    def is_a(self, *kinds: Kind) -> Expectation:
        """One of these kinds of value."""
        if not any(_IS[kind](self._value) for kind in kinds):
            asked = " or ".join(_ARTICLES.get(kind, f"a {kind}") for kind in kinds)
            self._must_be_something(asked)
            raise Mismatch(
                f"{display.kind(self._value)} where {asked} was asked", asked, display.text(self._value)
            )
        return self

    def has_shape(self, *shape: int) -> Expectation:
        """A tensor or an array of this shape."""
        value = self._array(f"a tensor of shape {list(shape)}")
        if value.shape != shape:
            text = f"shape {list(value.shape)} where {list(shape)} was asked"
            reason = shape_reason(value.shape, shape)
            raise Mismatch(text + reason, f"shape {list(shape)}", f"shape {list(value.shape)}")
        return self

    def has_dtype(self, *names: str) -> Expectation:
        """A tensor or an array of one of these dtypes, by name: `float32`."""
        value = self._array(f"a {names[0]} tensor")
        if value.dtype not in names:
            asked = " or ".join(names)
            raise Mismatch(
                f"dtype {value.dtype} where {asked} was asked", f"dtype {asked}", f"dtype {value.dtype}"
            )
        return self

    def is_scalar(self) -> Expectation:
        """One number."""
        self._must_be_something("a single number")
        if not is_number(self._value):
            value = self._value
            if isinstance(value, TensorValue):
                what, reason = f"shape {list(value.shape)}", scalar_reason(value.shape)
            else:
                what, reason = display.kind(value), ""
            text = f"{what} where a single number was asked{reason}"
            raise Mismatch(text, "a single number", display.text(value))
        return self

    def requires_grad(self) -> Expectation:
        """A tensor that autograd follows."""
        if not self._array("a tensor that requires a gradient").requires_grad:
            text = "it does not require a gradient: autograd does not follow it"
            raise Mismatch(text, "requires_grad=True", "requires_grad=False")
        return self

    def is_leaf(self) -> Expectation:
        """A tensor that gets its own `.grad`."""
        if not self._array("a leaf tensor").is_leaf:
            text = "it is not a leaf: it came out of an operation, so `backward` gives it no `.grad`"
            raise Mismatch(text, "a leaf", "not a leaf")
        return self

    def changes(self, *arguments: int) -> Expectation:
        """These argument tensors, by number, and no others are changed in place."""
        changed = set(self._result.changed if self._result else ())
        if missing := sorted(set(arguments) - changed):
            raise Mismatch(f"{_argument(missing[0])} is to be changed in place, and is as it was")
        if extra := sorted(changed - set(arguments)):
            raise Mismatch(f"{_argument(extra[0])} was changed in place: it is to stay as it was")
        return self

    def changes_nothing(self) -> Expectation:
        """The caller's tensors are as they were."""
        return self.changes()

    def shares_storage(self, argument: int = 0) -> Expectation:
        """A view of this argument tensor, not a copy."""
        value = self._array("a view")
        if value.shares != argument and 0 not in value.shape:
            text = f"it is a copy: it does not share its storage with {_argument(argument)}"
            raise Mismatch(text, "a view", "a copy")
        return self

    def at_least(self, least: float) -> Expectation:
        """A number of at least this much."""
        return self._bounded(least, lambda value: value >= least, "at least")

    def at_most(self, most: float) -> Expectation:
        """A number of at most this much."""
        return self._bounded(most, lambda value: value <= most, "at most")

    def satisfies(self, holds: bool, sentence: str, *, expected: str | None = None) -> Expectation:
        """Any other condition; the sentence says what is wrong when it does not hold."""
        if not holds:
            raise Mismatch(sentence, expected, display.text(self._value))
        return self

    def _bounded(self, bound: float, holds: Callable[[Any], bool], word: str) -> Expectation:
        self.is_scalar()
        value = number(self._value)
        if isinstance(value, complex) or not holds(value):
            asked, got = display.apart(bound, value)
            raise Mismatch(f"{self._name} is {got}, and {word} {asked} was asked", f"{word} {asked}", got)
        return self

    def _array(self, asked: str) -> TensorValue:
        self._must_be_something(asked)
        if not isinstance(self._value, TensorValue):
            text = f"{display.kind(self._value)} where {asked} was asked"
            raise Mismatch(text, asked, display.text(self._value))
        return self._value

    def _must_be_something(self, asked: str) -> None:
        """A function that forgets to return is told so, whatever was asked of its result."""
        if self._value is not None or self._result is None:
            return
        printed = self._result.printed.strip()
        if printed:
            text = f"{self._name} prints and returns None: `return` the result instead"
            raise Mismatch(text, asked, f"None (printed: {display.short(printed)})")
        raise Mismatch(f"{self._name} returns None: a `return` is missing", asked, "None")


_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def _argument(n: int) -> str:
    """An argument tensor, as people count them."""
    return f"the {_ORDINALS[n]} tensor passed in" if 0 <= n < len(_ORDINALS) else f"tensor {n + 1} passed in"


def _is_tensor(value: object) -> bool:
    if isinstance(value, TensorValue):
        return value.library == "torch"
    return type(value).__module__.partition(".")[0] == "torch"


_IS = {
    "tensor": lambda v: isinstance(v, TensorValue) and v.library == "torch",
    "array": lambda v: isinstance(v, TensorValue) and v.library != "torch",
    "list": lambda v: isinstance(v, list),
    "tuple": lambda v: isinstance(v, tuple),
    "dict": lambda v: isinstance(v, dict),
    "number": lambda v: is_number(v),
    "bool": lambda v: (
        isinstance(v, bool) or (isinstance(v, TensorValue) and v.shape == () and v.dtype == "bool")
    ),
    "string": lambda v: isinstance(v, str) and not isinstance(v, Opaque),
}
