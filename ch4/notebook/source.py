"""The text of an answer in a notebook: its own cell, and what that uses from the learner's other cells.

    gather(["import math", "def area(r):\n    return math.pi * r**2"], own=1, wanted={"area"})
                                            → Text("import math\ndef area…", shift=1)

In a notebook people import at the top, put a helper into a cell of its own, and try things out in between. So
of the other cells an answer gets the statements that bind a name it needs, in their order, and no others: a
cell that tries something out, and fails, costs nothing. Text is only read here, and never run.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

_LONGEST = 1_000_000  # characters of a cell that are worth looking through
_NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
_BUILTINS = frozenset(dir(builtins))

# `%matplotlib inline`, `!pip list`, `?torch.arange`, `torch.arange??`
_MAGIC = re.compile(r"^(?P<indent>[ \t]*)(?:[%!?].*|[\w.]+\?\??[ \t]*)$")
_CELL_MAGIC = re.compile(r"\A\s*%%(?P<name>\w+).*")
_OF_PYTHON = frozenset({"capture", "prun", "time", "timeit"})  # what stands below these is Python
_FUTURE = re.compile(r"^from __future__ import .*$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """An answer's text; `shift` lines of it come from other cells and stand before its own first line."""

    text: str
    shift: int = 0


@dataclass(frozen=True)
class _Scope:
    """The names that code binds, and uses, at its top; and that its functions use from there."""

    bound: frozenset[str]
    used: frozenset[str]
    inner: frozenset[str]


@dataclass(frozen=True)
class _Chunk:
    """A statement, or several that share a line."""

    text: str
    scope: _Scope
    is_star: bool  # `from torch import *` may bind anything


def bound_names(cell: str) -> frozenset[str]:
    """The names that a cell binds at its top; none where it is no Python."""
    try:
        return _scope(_plain(cell)).bound
    except _NOT_PYTHON:
        return frozenset()


def gather(cells: Sequence[str], own: int, wanted: Collection[str]) -> Text:
    """The answer that is cell number `own` of these, in the order in which they run.

    `wanted` are the names that the question asks for: a later cell may bind them anew.
    """
    text = _plain(cells[own])
    try:
        scope = _scope(text)
    except _NOT_PYTHON:
        return Text(text)  # the worker says what is wrong with it
    before = [chunk for cell in cells[:own] for chunk in _chunks(cell)]
    after = [chunk for cell in cells[own + 1 :] for chunk in _chunks(cell)]
    needed = (scope.used | scope.inner | set(wanted)) - scope.bound - _BUILTINS
    late = set(wanted) | (scope.inner - _BUILTINS)  # bound after the cell, and still in time for a call
    taken: set[int] = set()
    while new := [
        chunk
        for chunks, names in ((before, needed), (after, needed | late))
        for chunk in chunks
        if id(chunk) not in taken and chunk.scope.bound & names
    ]:
        taken |= {id(chunk) for chunk in new}
        for chunk in new:
            needed |= (chunk.scope.used | chunk.scope.inner) - scope.bound - _BUILTINS
    found = {name for chunk in (*before, *after) if id(chunk) in taken for name in chunk.scope.bound}
    if needed - found:
        taken |= {id(chunk) for chunk in before if chunk.is_star}
    return _joined(_texts(before, taken), text, _texts(after, taken))


def _texts(chunks: Iterable[_Chunk], taken: set[int]) -> list[str]:
    return [chunk.text for chunk in chunks if id(chunk) in taken]


def _joined(before: list[str], own: str, after: list[str]) -> Text:
    if before:
        # Python wants these first in a file; a blank line in their place keeps the cell's line numbers.
        before = [*_FUTURE.findall(own), *before]
        own = _FUTURE.sub("", own)
    shift = sum(text.count("\n") + 1 for text in before)
    return Text("\n".join([*before, own, *after, ""]), shift)


def _plain(cell: str) -> str:
    """The cell without what only IPython understands, line for line."""
    if _is_python(cell):
        return cell
    text = cell
    if magic := _CELL_MAGIC.match(cell):
        if magic["name"] not in _OF_PYTHON:
            return ""
        text = cell[: magic.start("name") - 2] + cell[magic.end() :]
    lines = text.split("\n")
    text = "\n".join(f"{found['indent']}pass" if (found := _MAGIC.match(line)) else line for line in lines)
    return text if _is_python(text) else cell


def _is_python(text: str) -> bool:
    try:
        _parsed(text)
    except _NOT_PYTHON:
        return False
    return True


def _parsed(text: str) -> ast.Module:
    if len(text) > _LONGEST:
        raise ValueError("too long")
    with warnings.catch_warnings(action="ignore"):  # `"\d"`: for its author to hear of, and not from here
        return ast.parse(text)


def _chunks(cell: str) -> list[_Chunk]:
    text = _plain(cell)
    try:
        body = _parsed(text).body
    except _NOT_PYTHON:
        return []  # it did not run in the kernel either
    lines = text.split("\n")
    spans: list[tuple[int, int, bool]] = []
    for node in body:
        start = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
        end, is_star = node.end_lineno or start, _is_star(node)
        if spans and start <= spans[-1][1]:
            first, last, was_star = spans.pop()
            start, end, is_star = first, max(last, end), was_star or is_star
        spans.append((start, end, is_star))
    return [chunk for start, end, star in spans if (chunk := _chunk("\n".join(lines[start - 1 : end]), star))]


def _chunk(text: str, is_star: bool) -> _Chunk | None:
    try:
        return _Chunk(text, _scope(text), is_star)
    except _NOT_PYTHON:
        return None


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names)


def _scope(text: str) -> _Scope:
    if len(text) > _LONGEST:
        raise ValueError("too long")
    with warnings.catch_warnings(action="ignore"):
        table = symtable.symtable(text, "<cell>", "exec")
    symbols = table.get_symbols()
    inner, tables = set(), list(table.get_children())
    while tables:
        child = tables.pop()
        tables += child.get_children()
        inner |= {s.get_name() for s in child.get_symbols() if s.is_global() and s.is_referenced()}
    return _Scope(
        bound=frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported()),
        used=frozenset(s.get_name() for s in symbols if s.is_referenced()),
        inner=frozenset(inner),
    )
