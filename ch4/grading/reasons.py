"""Why a result is wrong, where the values alone can tell: endings for a sentence, empty when they cannot.

shape_reason((3,), (3, 1))       → ": the column axis is missing"
ratio_reason([20, 40], [10, 20]) → "; every number is 2 times what was asked"
order_reason([2, 1], [1, 2])     → "; the items are right, and in another order"
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ch4.grading import display
from ch4.worker import Value

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_SAMPLE = 10_000  # an answer may be of any size; sorting it or listing it should not be


def scalar_reason(got: tuple[int, ...]) -> str:
    """Why a shape is no single number."""
    match math.prod(got):
        case 0:
            return ": there are no numbers in it"
        case 1:
            return ": an axis of length one is left"
    return ": it is not reduced to one number"


def shape_reason(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Why a shape is wrong, when its look tells: `: the column axis is missing`."""
    squeezed = [size for size in got if size != 1]
    if len(got) == 2 and len(expected) in (1, 2) and got[0] == got[1] == max(expected, default=0) > 1:
        return ": every row met every other, as when [n] is broadcast with [n, 1]"
    if len(got) > 1 and sorted(got) == sorted(expected):
        return ": the axes are in another order"
    if squeezed == [size for size in expected if size != 1]:
        if len(got) < len(expected):
            column = len(expected) == 2 and expected[-1] == 1
            return ": the column axis is missing" if column else ": an axis of length one is missing"
        return ": there is an axis of length one too many"
    if got and len(got) != len(expected):
        return f": rank {len(got)} where rank {len(expected)} was asked"
    return ""


def array_reason(got: Array, expected: Array, agree: Callable[[Array, Array], Array]) -> str:
    """Nans, a transpose, another order, a common factor; `agree` compares two arrays cell by cell."""
    import numpy as np

    if np.isnan(got).any() and not np.isnan(expected).any():
        return "; there are nans in it"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and agree(got.T, expected).all():
        return "; rows and columns are swapped"
    if 1 < got.size <= _SAMPLE and agree(np.sort(got, axis=None), np.sort(expected, axis=None)).all():
        return "; the numbers are right, and in another order"
    return _array_ratio(got, expected, agree)


def _array_ratio(got: Array, expected: Array, agree: Callable[[Array, Array], Array]) -> str:
    reason = ratio_reason(got.ravel()[:_SAMPLE].tolist(), expected.ravel()[:_SAMPLE].tolist())
    if not reason or got.size <= _SAMPLE:
        return reason
    first = next(index for index, value in enumerate(expected.ravel()[:_SAMPLE].tolist()) if value)
    ratio = got.ravel()[first] / expected.ravel()[first]
    return reason if agree(got / ratio, expected).all() else ""


def ratio_reason(got: list[Any], expected: list[Any]) -> str:
    """`; every number is 255 times what was asked`, when that is so."""
    pairs = [(one, other) for one, other in zip(got, expected, strict=True) if one or other]
    if not pairs or not all(_divides(one) and _divides(other) for one, other in pairs):
        return ""
    ratio = pairs[0][0] / pairs[0][1]
    if not ratio or not all(math.isclose(one / other, ratio, rel_tol=1e-3) for one, other in pairs):
        return ""
    subject = "every number" if len(got) > 1 else "it"
    if math.isclose(ratio, -1, rel_tol=1e-3):
        return f"; {subject} has the opposite sign"
    times = max(ratio, 1 / ratio)
    factor = round(times) if times < 1000.5 else 0
    if factor < 2 or not math.isclose(times, factor, rel_tol=1e-3):
        return ""
    if len(pairs) == 1 and factor not in (2, 255):
        return ""  # one number is a multiple of another too easily
    how = f"{factor} times" if ratio > 1 else f"1/{factor} of"
    return f"; {subject} is {how} what was asked"


def order_reason(got: Sequence[Value], expected: Sequence[Value]) -> str:
    """The right numbers or words in another order."""
    if not 1 < len(got) == len(expected) <= _SAMPLE:
        return ""
    for kind in ((int, float), str):
        if all(isinstance(item, kind) for item in (*got, *expected)):
            same = sorted(got) == sorted(expected)  # type: ignore[type-var]
            return "; the items are right, and in another order" if same else ""
    return ""


def key_reason(key: Value, keys: dict[Value, Value]) -> str:
    """A key that looks like the missing one and is of another kind: 3 for '3'."""
    alike = (k for k in list(keys)[:_SAMPLE] if type(k) is not type(key) and _bare(k) == _bare(key))
    for other in alike:
        return f"; there is {display.short(other)}, {display.kind(other)}, instead"
    return ""


def _bare(key: Value) -> str:
    return key if isinstance(key, str) else display.short(key)


def _divides(value: Any) -> bool:
    """A number to divide by or to be divided: of a size that floats can hold, and not zero."""
    try:
        return isinstance(value, (int, float)) and math.isfinite(value) and abs(float(value)) > 1e-150
    except OverflowError:
        return False
