"""What a grader measured, as a report can carry it: numbers, words, series, whatever an answer returned."""

from __future__ import annotations

from ch4.grading import display
from ch4.grading.answer import Result
from ch4.grading.compare import is_number, lowered, number
from ch4.report import Metric
from ch4.worker import TensorValue, Value

_MOST = 10_000  # points of a series: a report is to be read
_BITS = 63  # of a JSON number that every reader takes


def as_metric(measured: object) -> Metric:
    """A number, a word, or a series of numbers or `[x, y]` points; of anything else, a short text."""
    value = lowered(measured.value if isinstance(measured, Result) else measured)
    if value is None or isinstance(value, str):
        return value
    if is_number(value):
        plain = number(value)
        is_odd = isinstance(plain, complex) or (isinstance(plain, int) and plain.bit_length() > _BITS)
        return display.number(plain) if is_odd else plain
    try:
        return [_point(item) for item in _items(value)[:_MOST]]
    except (TypeError, ValueError, OverflowError):
        return display.short(value)


def _items(value: Value) -> list[Value] | tuple[Value, ...]:
    if isinstance(value, TensorValue):
        return value.numpy()[:_MOST].tolist()  # type: ignore[no-any-return]
    if isinstance(value, (list, tuple)):
        return value
    raise TypeError


def _point(value: Value) -> float | list[float | None] | None:
    if isinstance(value, (list, tuple)) or (isinstance(value, TensorValue) and value.shape):
        x, y = _items(value)
        return [_coordinate(x), _coordinate(y)]
    return _coordinate(value)


def _coordinate(value: Value) -> float | None:
    if value is None:
        return None
    if not is_number(value):
        raise TypeError
    return float(number(value))
