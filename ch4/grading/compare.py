"""Comparing what an answer gave with what was asked: pure functions on values as they crossed.

    difference(got, expected)              → None, or the first difference that matters, in one sentence
    difference(got, expected, EXACT)       → the same, with no tolerance for floats

Numbers are compared as numbers: 4 is 4.0, a 0-d tensor is a number. Containers keep their type. Floats may
differ by `rtol` of the expected number plus `atol`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ch4.grading import display
from ch4.grading.reasons import array_reason, ratio_reason, scalar_reason, shape_reason
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

    steps: tuple[str, ...] = field(default=())

    def at(self, step: str) -> _Where:
        return _Where((*self.steps, step))

    def prefix(self) -> str:
        return "".join(f"{step}: " for step in self.steps)


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


def _difference(got: Value, expected: Value, tolerance: Tolerance, where: _Where) -> Difference | None:
    if isinstance(got, TensorValue) and isinstance(expected, list):
        return _arrays(got, got.numpy(), _from_lists(expected), tolerance, where)
    if isinstance(expected, TensorValue) and expected.shape:
        if not isinstance(got, TensorValue):
            return _kinds(got, expected, where)
        return _arrays(got, got.numpy(), expected.numpy(), tolerance, where)
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
    return (
        None
        if same
        else _both(
            f"{where.prefix()}{display.short(got)} where {display.short(expected)} was asked", got, expected
        )
    )


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
    if isinstance(got, complex) or isinstance(expected, complex):
        return bool(abs(got - expected) <= tolerance.atol + tolerance.rtol * abs(expected))
    if isinstance(got, int) and isinstance(expected, int):
        return got == expected
    try:
        one, other = float(got), float(expected)
    except OverflowError:
        return bool(got == expected)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(one - other) <= tolerance.atol + tolerance.rtol * abs(other)


def _numbers(got: Value, expected: Value, tolerance: Tolerance, where: _Where) -> Difference | None:
    if not is_number(got):
        if isinstance(got, TensorValue):
            text = f"{where.prefix()}shape {list(got.shape)} where a single number was asked"
            return _both(text + scalar_reason(got.shape), got, expected)
        return _kinds(got, expected, where)
    one, other = number(got), number(expected)
    if isinstance(one, bool) != isinstance(other, bool):
        return _both(
            f"{where.prefix()}{display.short(got)} where {display.short(expected)} was asked", got, expected
        )
    if close(one, other, tolerance):
        return None
    if isinstance(one, bool):
        return _both(f"{where.prefix()}{one} where {other} was asked", got, expected)
    expected_text, got_text = display.apart(other, one)
    reason = ratio_reason([one], [other])
    return Difference(
        f"{where.prefix()}{got_text} where {expected_text} was asked{reason}", expected_text, got_text
    )


def _sequences(
    got: list[Value] | tuple[Value, ...],
    expected: list[Value] | tuple[Value, ...],
    tolerance: Tolerance,
    where: _Where,
) -> Difference | None:
    for index, (one, other) in enumerate(zip(got, expected, strict=False)):
        if found := _difference(one, other, tolerance, where.at(f"item {index}")):
            return Difference(
                found.message, display.sequence(expected, index), display.sequence(got, index, mark=True)
            )
    if len(got) != len(expected):
        text = f"{where.prefix()}{display.count(len(got), 'item')} where {len(expected)} were asked"
        end = min(len(got), len(expected))
        return Difference(
            text, display.sequence(expected, end), display.sequence(got, end, mark=len(got) > end)
        )
    return None


def _dicts(
    got: dict[Value, Value], expected: dict[Value, Value], tolerance: Tolerance, where: _Where
) -> Difference | None:
    for key in expected:
        if key not in got:
            return _both(f"{where.prefix()}the key {display.short(key)} is missing", got, expected)
        if found := _difference(got[key], expected[key], tolerance, where.at(f"key {display.short(key)}")):
            return Difference(found.message, display.short(expected), display.short(got))
    extra = [key for key in got if key not in expected]
    if extra:
        return _both(f"{where.prefix()}the key {display.short(extra[0])} is one too many", got, expected)
    return None


def _kinds(got: Value, expected: Value, where: _Where) -> Difference:
    text = f"{where.prefix()}{display.kind(got)} where {display.kind(expected)} was asked"
    return _both(text, got, expected)


def _both(message: str, got: Value, expected: Value) -> Difference:
    return Difference(message, display.text(expected), display.text(got))


def _from_lists(expected: list[Value]) -> Array:
    import numpy as np

    return np.array(expected)


def _arrays(
    value: TensorValue, got: Array, expected: Array, tolerance: Tolerance, where: _Where
) -> Difference | None:
    import numpy as np

    if got.shape != expected.shape:
        text = f"{where.prefix()}shape {list(got.shape)} where {list(expected.shape)} was asked"
        return Difference(
            text + shape_reason(got.shape, expected.shape), display.grid(expected), display.grid(got)
        )
    if (got.dtype == bool) != (expected.dtype == bool):
        text = f"{where.prefix()}{value.dtype} numbers where {expected.dtype} was asked"
        return Difference(text, display.grid(expected), display.grid(got))
    wrong = ~close_arrays(got, expected, tolerance)
    if not wrong.any():
        return None
    first = tuple(int(axis) for axis in np.argwhere(wrong)[0])
    one, other = display.apart(expected[first].item(), got[first].item())
    differ = "differs" if wrong.sum() == 1 else "differ"
    text = (
        f"{where.prefix()}{int(wrong.sum()):,} of {display.count(wrong.size, 'number')} {differ}; "
        f"at {display.position(first)}: {other} where {one} was asked"
    )
    reason = array_reason(got, expected, lambda one, other: close_arrays(one, other, tolerance))
    return Difference(text + reason, display.grid(expected, wrong, mark=False), display.grid(got, wrong))


def close_arrays(got: Array, expected: Array, tolerance: Tolerance) -> Array:
    import numpy as np

    if got.dtype.kind in "biu" and expected.dtype.kind in "biu":
        # numpy compares unsigned with signed 64-bit integers as floats; Python's integers do not lose digits
        if {got.dtype.name, expected.dtype.name} == {"uint64", "int64"}:
            return np.asarray(got.astype(object) == expected.astype(object), dtype=bool)
        return np.asarray(got == expected)
    wide = np.complex128 if "c" in (got.dtype.kind, expected.dtype.kind) else np.float64
    return np.isclose(got.astype(wide), expected.astype(wide), tolerance.rtol, tolerance.atol, equal_nan=True)
