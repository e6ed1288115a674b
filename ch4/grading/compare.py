"""Comparing what an answer gave with what was asked: pure functions on values as they crossed.

    difference(got, expected)              → None, or the first difference that matters, in one sentence
    difference(got, expected, EXACT)       → the same, with no tolerance for floats

Numbers are compared as numbers: 4 is 4.0, a 0-d tensor is a number. Containers keep their type. Floats may
differ by `rtol` of the expected number plus `atol`. Whatever `got` is, a comparison never raises.
"""

from __future__ import annotations

import cmath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ch4.grading import display
from ch4.grading.reasons import (
    array_reason,
    key_reason,
    order_reason,
    ratio_reason,
    scalar_reason,
    shape_reason,
)
from ch4.worker import Opaque, TensorValue, Value

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Tolerance:
    """|got − expected| ≤ atol + rtol·|expected|, as numpy's and torch's `allclose` have it."""

    rtol: float = 1e-4
    atol: float = 1e-5


EXACT = Tolerance(0.0, 0.0)


@dataclass(frozen=True)
class Difference:
    """A sentence, and both sides as short texts; cells that differ stand between asterisks in `got`."""

    message: str
    expected: str
    got: str


@dataclass(frozen=True)
class _Where:
    """Where in nested containers the comparison is."""

    steps: tuple[str, ...] = ()

    def at(self, step: str) -> _Where:
        return _Where((*self.steps, step))

    def prefix(self) -> str:
        return f"{', '.join(self.steps)}: " if self.steps else ""


def difference(got: Value, expected: object, tolerance: Tolerance | None = None) -> Difference | None:
    """The first difference that matters, or None. `expected` may hold real tensors and arrays, and a nested
    list of numbers where a tensor or an array of those numbers is asked."""
    return _difference(got, lowered(expected), tolerance or Tolerance(), _Where())


def lowered(value: object) -> Value:
    """Real tensors and arrays to `TensorValue`, as if they had crossed."""
    from ch4.worker.codec import Encoder, decode

    encoder = Encoder()
    node = encoder.encode(value)
    return decode(node, encoder.buffers)


def is_number(value: Value) -> bool:
    """A Python number, or a tensor or array of rank 0."""
    if isinstance(value, TensorValue):
        return value.shape == ()
    return isinstance(value, (bool, int, float))


def number(value: Value) -> Any:
    """The Python number that a scalar holds."""
    return value.numpy().item() if isinstance(value, TensorValue) else value


def close(got: Any, expected: Any, tolerance: Tolerance) -> bool:
    """Whether two Python numbers agree; nan agrees with nan, an infinity only with itself."""
    if got == expected:
        return True
    if isinstance(got, int) and isinstance(expected, int):
        return False
    try:
        one, other = complex(got), complex(expected)
        if cmath.isnan(one) or cmath.isnan(other):
            return cmath.isnan(one) and cmath.isnan(other)
        if tolerance == EXACT or cmath.isinf(one) or cmath.isinf(other):
            return False
        return abs(one - other) <= tolerance.atol + tolerance.rtol * abs(other)
    except OverflowError:  # an integer, or a distance, that no float can hold
        return False


def close_arrays(got: Array, expected: Array, tolerance: Tolerance) -> Array:
    """The same, cell by cell, of two arrays of one shape."""
    import numpy as np

    if got.dtype.kind in "biu" and expected.dtype.kind in "biu":
        # numpy compares unsigned with signed 64-bit integers as floats; Python's integers do not lose digits
        if {got.dtype.name, expected.dtype.name} == {"uint64", "int64"}:
            return np.asarray(got.astype(object) == expected.astype(object), dtype=bool)
        return np.asarray(got == expected)
    wide = np.complex128 if "c" in (got.dtype.kind, expected.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        return np.isclose(
            got.astype(wide), expected.astype(wide), tolerance.rtol, tolerance.atol, equal_nan=True
        )


def _difference(got: Value, expected: Value, tolerance: Tolerance, where: _Where) -> Difference | None:
    if isinstance(expected, TensorValue) and expected.shape:
        if not isinstance(got, TensorValue):
            return _kinds(got, expected, where)
        return _arrays(got, expected.numpy(), tolerance, where)
    if isinstance(expected, list) and isinstance(got, TensorValue):
        numbers = _from_lists(expected)
        return _kinds(got, expected, where) if numbers is None else _arrays(got, numbers, tolerance, where)
    if is_number(expected):
        return _numbers(got, expected, tolerance, where)
    if type(got) is not type(expected):
        return _kinds(got, expected, where)
    match expected:
        case list() | tuple():
            return _sequences(got, expected, tolerance, where)  # type: ignore[arg-type]
        case dict():
            return _dicts(got, expected, tolerance, where)  # type: ignore[arg-type]
        case Opaque():
            same = isinstance(got, Opaque) and got.type_name == expected.type_name
        case _:
            same = got == expected
    return None if same else _plainly(got, expected, where)


def _numbers(got: Value, expected: Value, tolerance: Tolerance, where: _Where) -> Difference | None:
    if not is_number(got):
        if isinstance(got, TensorValue):
            text = f"{where.prefix()}shape {list(got.shape)} where a single number was asked"
            return _both(text + scalar_reason(got.shape), got, expected)
        return _kinds(got, expected, where)
    one, other = number(got), number(expected)
    if isinstance(one, bool) != isinstance(other, bool):
        return _plainly(got, expected, where)
    if close(one, other, tolerance):
        return None
    if isinstance(one, bool):
        return _plainly(one, other, where)
    expected_text, got_text = display.apart(other, one)
    message = f"{where.prefix()}{got_text} where {expected_text} was asked{ratio_reason([one], [other])}"
    return Difference(message, expected_text, got_text)


_Sequence = list[Value] | tuple[Value, ...]


def _sequences(got: _Sequence, expected: _Sequence, tolerance: Tolerance, where: _Where) -> Difference | None:
    for index, (one, other) in enumerate(zip(got, expected, strict=False)):
        if found := _difference(one, other, tolerance, where.at(f"item {index}")):
            break
    else:
        index, found = min(len(got), len(expected)), None
    if len(got) != len(expected):
        text = f"{where.prefix()}{display.counts(len(got), len(expected), 'item')}"
        text += f"; the first that differs is item {index}" if found else ""
    elif found:
        text = found.message + order_reason(got, expected)
    else:
        return None
    mark = index < len(got)
    return Difference(text, display.sequence(expected, index), display.sequence(got, index, mark=mark))


def _dicts(
    got: dict[Value, Value], expected: dict[Value, Value], tolerance: Tolerance, where: _Where
) -> Difference | None:
    left = dict.fromkeys(got)
    for key, wanted in expected.items():
        theirs = _own_key(key, got)
        if theirs is _NO_KEY:
            text = f"{where.prefix()}the key {display.short(key)} is missing{key_reason(key, got)}"
            return _both(text, got, expected)
        left.pop(theirs, None)
        if found := _difference(got[theirs], wanted, tolerance, where.at(f"key {display.short(key)}")):
            return Difference(found.message, display.short(expected), display.short(got))
    for key in left:
        return _both(f"{where.prefix()}the key {display.short(key)} was not asked for", got, expected)
    return None


_NO_KEY = object()


def _own_key(key: Value, keys: dict[Value, Value]) -> Any:
    """The key of `keys` that equals this one; a nan, a tensor or a tuple of them is not found by its hash."""
    if key in keys:
        return key
    if not isinstance(key, (float, tuple, TensorValue)):
        return _NO_KEY
    alike = (other for other in keys if type(other) is type(key))
    return next((other for other in alike if not _difference(other, key, EXACT, _Where())), _NO_KEY)


def _arrays(value: TensorValue, expected: Array, tolerance: Tolerance, where: _Where) -> Difference | None:
    if value.shape != expected.shape:
        shape = f"shape {list(value.shape)}" if value.shape else "a single number"
        text = f"{where.prefix()}{shape} where shape {list(expected.shape)} was asked"
        reason = shape_reason(value.shape, expected.shape)
        return Difference(text + reason, display.grid(expected), display.text(value))
    got = value.numpy()
    if (got.dtype == bool) != (expected.dtype == bool):
        words = ("True and False", "numbers")
        one, other = words if got.dtype == bool else words[::-1]
        text = f"{where.prefix()}{one} (dtype {value.dtype}) where {other} were asked"
        return Difference(text, display.grid(expected), display.grid(got))
    wrong = ~close_arrays(got, expected, tolerance)
    if not wrong.any():
        return None
    reason = array_reason(got, expected, lambda one, other: close_arrays(one, other, tolerance))
    text = where.prefix() + _cells(got, expected, wrong) + reason
    return Difference(text, display.grid(expected, wrong, mark=False), display.grid(got, wrong))


def _cells(got: Array, expected: Array, wrong: Array) -> str:
    """How many cells differ, and the first of them."""
    first = display.first_of(wrong)
    one, other = display.apart(expected[first].item(), got[first].item())
    said = f"{other} where {one} was asked"
    many = int(wrong.sum())
    if wrong.size == 1:
        return said
    if many == wrong.size:
        every = "both" if many == 2 else f"all {many:,}"
        return f"{every} numbers differ; at {display.position(first)}: {said}"
    differ = "differs" if many == 1 else "differ"
    return f"{many:,} of {wrong.size:,} numbers {differ}; at {display.position(first)}: {said}"


def _from_lists(expected: list[Value]) -> Array | None:
    """The array that a nested list of numbers stands for; None where it is another kind of list."""
    import numpy as np

    try:
        array = np.array(expected)
    except (ValueError, OverflowError):
        return None
    return array if array.dtype.kind in "biufc" else None


def _kinds(got: Value, expected: Value, where: _Where) -> Difference:
    text = f"{where.prefix()}{display.kind(got)} where {display.kind(expected)} was asked"
    return _both(text, got, expected)


def _plainly(got: Value, expected: Value, where: _Where) -> Difference:
    text = f"{where.prefix()}{display.short(got)} where {display.short(expected)} was asked"
    return _both(text, got, expected)


def _both(message: str, got: Value, expected: Value) -> Difference:
    return Difference(message, display.text(expected), display.text(got))
