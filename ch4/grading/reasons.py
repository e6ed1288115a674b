"""Why a result is wrong, where the numbers alone can tell: endings for a sentence, empty when they cannot.

shape_reason((3,), (3, 1))       → ": the column axis is missing"
ratio_reason([20, 40], [10, 20]) → "; every number is 2 times what was asked"
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


def scalar_reason(got: tuple[int, ...]) -> str:
    """Why a shape is no single number."""
    return ": an axis of length one is left" if math.prod(got) == 1 else ": it is not reduced to one number"


def shape_reason(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Why a shape is wrong, when its look tells: `: the column axis is missing`."""
    squeezed = [size for size in got if size != 1]
    if len(got) == 2 and len(expected) in (1, 2) and got[0] == got[1] == max(expected, default=0) > 1:
        return ": every row met every other, as when [n] is broadcast with [n, 1]"
    if len(got) > 1 and sorted(got) == sorted(expected):
        return ": the axes are in another order"
    if squeezed == [size for size in expected if size != 1]:
        if len(got) < len(expected):
            return (
                ": the column axis is missing" if expected[-1] == 1 else ": an axis of length one is missing"
            )
        return ": there is an axis of length one too many"
    if len(got) != len(expected):
        return f": rank {len(got)} where rank {len(expected)} was asked"
    return ""


def array_reason(got: Array, expected: Array, agree: Callable[[Array, Array], Array]) -> str:
    """Nans, a transpose, a common factor; `agree` compares two arrays cell by cell."""
    import numpy as np

    if got.dtype.kind == "f" and np.isnan(got).any() and not np.isnan(expected.astype(np.float64)).any():
        return "; there are nans in it"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and agree(got.T, expected).all():
        return "; rows and columns are swapped"
    return ratio_reason(got.ravel().tolist(), expected.ravel().tolist())


def ratio_reason(got: list[Any], expected: list[Any]) -> str:
    """`; every number is 255 times what was asked`, when that is so."""
    pairs = [(one, other) for one, other in zip(got, expected, strict=True) if one or other]
    if not pairs or not all(_finite(one) and _finite(other) and one and other for one, other in pairs):
        return ""
    ratio = pairs[0][0] / pairs[0][1]
    if not all(math.isclose(one / other, ratio, rel_tol=1e-3) for one, other in pairs):
        return ""
    if math.isclose(ratio, -1, rel_tol=1e-3):
        return "; the sign is turned round"
    factor = round(ratio) if ratio > 1.5 else round(1 / ratio) if ratio > 0 else 0
    if not (1 < factor <= 1000 and math.isclose(ratio if ratio > 1 else 1 / ratio, factor, rel_tol=1e-3)):
        return ""
    if len(pairs) == 1 and factor > 2 and factor != 255:
        return ""  # one number is a multiple of another too easily
    subject = "every number" if len(got) > 1 else "it"
    return (
        f"; {subject} is {factor} times what was asked"
        if ratio > 1
        else f"; {subject} is 1/{factor} of what was asked"
    )


def _finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)
