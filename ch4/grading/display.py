"""Values as short texts: what the learner reads as *expected* and *got*.

A rank-1 or rank-2 tensor is a grid, one row a line; cells that differ stand between asterisks:

     10   12
     16  *19*

Of a larger one, the part round the first difference is shown; of a higher rank, the slice that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ch4.worker import Opaque, TensorValue, Value

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_ROWS = 8
_COLUMNS = 8
_ITEMS = 6
_WIDTH = 160
_DEPTH = 4
_TEXT = 400
_BITS = 256  # of an integer that is written out
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # `<zip object at 0x7f…>`: another one in every run


def text(value: Value) -> str:
    """A tensor as a grid, anything else as a short repr."""
    return grid(value.numpy()) if isinstance(value, TensorValue) else short(value)


def short(value: Value, width: int = _WIDTH) -> str:
    """A value in one line, cut in the middle when it is long."""
    line = _repr(value)
    return line if len(line) <= width else f"{line[: width * 2 // 3]} … {line[-width // 4 :]}"


def _repr(value: Value, depth: int = 0) -> str:
    match value:
        case TensorValue() if value.shape == ():
            return number(value.numpy().item())
        case TensorValue():
            name = "tensor" if value.library == "torch" else "array"
            return f"a {name} of shape {list(value.shape)}"
        case Opaque():
            return _ADDRESS.sub("", value.text) or f"a {value.type_name}"
        case int() | float():
            return number(value)
        case str() | bytes():
            return repr(value[:_TEXT]) + ("…" if len(value) > _TEXT else "")
        case list() | tuple() | dict() if depth >= _DEPTH and value:
            return f"a {type(value).__name__}"
        case list() | tuple():
            items = [_repr(item, depth + 1) for item in value[: 40 if depth == 0 else 8]]
            inside = ", ".join(items) + (", …" if len(value) > len(items) else "")
            if isinstance(value, list):
                return f"[{inside}]"
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        case dict():
            pairs = [f"{_repr(k, _DEPTH)}: {_repr(v, depth + 1)}" for k, v in list(value.items())[:12]]
            return "{" + ", ".join(pairs) + (", …" if len(value) > len(pairs) else "") + "}"
        case _:
            return repr(value)


def kind(value: Value) -> str:
    """What sort of thing it is, as in `a list where a tuple was asked`."""
    match value:
        case None:
            return "None"
        case bool():
            return "a bool"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case bytes():
            return "bytes"
        case list() | tuple() | dict():
            return f"a {type(value).__name__}"
        case TensorValue() if value.library == "torch":
            return "a tensor"
        case TensorValue():
            return "a numpy array" if value.library == "numpy" else "a numpy number"
        case Opaque() if value.type_name in _TOLD and value.text:
            return short(value, 80)
        case Opaque():
            article = "an" if value.type_name[:1].lower() in "aeiou" else "a"
            return (
                f"{article} {value.type_name}"
                if value.type_name in _BUILTIN
                else f"{article} {value.type_name} object"
            )
    return type(value).__name__


# Values of plain types that may not cross all the same: the text says why, as in `a torch.sparse_coo tensor`.
_TOLD = frozenset({"Tensor", "ndarray", "int", "str", "bytes"})
_BUILTIN = frozenset({"function", "generator", "set", "frozenset", "module", "type"})


def number(value: Any, digits: int = 5) -> str:
    """A number with as many digits as help: 10, 0.3333, 1.2e-07, nan."""
    if isinstance(value, int) and value.bit_length() > _BITS:
        return f"a number of some {round(value.bit_length() * 0.30103):,} digits"
    return f"{value:.{digits}g}" if isinstance(value, (float, complex)) else str(value)


def apart(expected: Any, got: Any) -> tuple[str, str]:
    """Two numbers that differ, with enough digits to see it."""
    for digits in (5, 8, 12, 17):
        one, other = number(expected, digits), number(got, digits)
        if one != other:
            return one, other
    return one, other


def count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def counts(got: int, asked: int, noun: str) -> str:
    """`2 items where 3 were asked`"""
    wanted = f"{asked:,} {'was' if asked == 1 else 'were'}" if asked else "none was"
    return f"{count(got, noun) if got else f'no {noun}s'} where {wanted} asked"


def position(index: tuple[int, ...]) -> str:
    """`row 0, column 1`; of other ranks, the index."""
    match index:
        case (row, column):
            return f"row {row}, column {column}"
        case (item,):
            return f"item {item}"
    return f"index {list(index)}"


def first_of(marked: Array) -> tuple[int, ...]:
    """The index of the first True."""
    import numpy as np

    # argmax, not argwhere: an answer may differ in every one of a hundred million cells
    return tuple(int(axis) for axis in np.unravel_index(int(marked.argmax()), marked.shape))


def sequence(items: Sequence[Value], index: int, *, mark: bool = False) -> str:
    """The items round one of them; that one between asterisks when it is to be marked."""
    start = max(0, min(index - _ITEMS // 2, len(items) - _ITEMS))
    shown = [short(item, 60) for item in items[start : start + _ITEMS]]
    if mark and 0 <= index - start < len(shown):
        shown[index - start] = f"*{shown[index - start]}*"
    inside = ", ".join((["…"] if start else []) + shown + (["…"] if start + _ITEMS < len(items) else []))
    return f"[{inside}]" if isinstance(items, list) else f"({inside}{',' if len(items) == 1 else ''})"


def grid(array: Array, wrong: Array | None = None, *, mark: bool = True) -> str:
    """Rows and columns of numbers. `wrong` marks the cells that differ, and says which part to show."""
    import numpy as np

    if array.ndim == 0:
        return number(array.item())
    if array.size == 0:
        return f"(no numbers, shape {list(array.shape)})"
    caption = []
    first = (0,) * array.ndim if wrong is None else first_of(wrong)
    if array.ndim > 2:
        where = first[:-2]
        caption = [f"[{', '.join(map(str, where))}] of shape {list(array.shape)}:"]
        array, wrong, first = array[where], wrong[where] if wrong is not None else None, first[-2:]
    rows = array.reshape(1, -1) if array.ndim == 1 else array
    marks = np.zeros(rows.shape, dtype=bool) if wrong is None or not mark else wrong.reshape(rows.shape)
    center = (0, first[0]) if array.ndim == 1 else (first[0], first[1])
    return "\n".join(caption + _lines(rows, marks, center))


def _lines(rows: Array, marks: Array, center: tuple[int, int]) -> list[str]:
    top, bottom = _window(rows.shape[0], center[0], _ROWS)
    left, right = _window(rows.shape[1], center[1], _COLUMNS)
    cells = [
        [f"*{cell}*" if marked else f" {cell} " for cell, marked in zip(row, marked_row, strict=True)]
        for row, marked_row in zip(
            [[number(value) for value in row] for row in rows[top:bottom, left:right].tolist()],
            marks[top:bottom, left:right].tolist(),
            strict=True,
        )
    ]
    width = max((len(cell) for row in cells for cell in row), default=0)
    before, after = ("… " if left else ""), (" …" if right < rows.shape[1] else "")
    lines = [before + " ".join(cell.rjust(width) for cell in row).rstrip() + after for row in cells]
    if top:
        lines.insert(0, f"… {count(top, 'row')} above")
    if bottom < rows.shape[0]:
        lines.append(f"… {count(rows.shape[0] - bottom, 'more row')}")
    return lines


def _window(size: int, center: int, length: int) -> tuple[int, int]:
    start = max(0, min(center - length // 2, size - length))
    return start, min(size, start + length)
