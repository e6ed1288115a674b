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
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

_LONGEST = 1_000_000  # characters of a cell that are worth looking through
_NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
_BUILTINS = frozenset(dir(builtins))

# `%matplotlib inline`, `!pip list`, `?torch.arange`, `torch.arange??`
_MAGIC = re.compile(r"^(?P<indent>[ \t]*)(?:[%!?].*|[\w.]+\?\??[ \t]*)$")
_CELL_MAGIC = re.compile(r"\A\s*%%(?P<name>\w+).*")
_OF_PYTHON = frozenset({"answer", "capture", "prun", "time", "timeit"})  # what stands below these is Python
_FUTURE = re.compile(r"^from __future__ import .*$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """An answer's text; `shift` lines of it come from elsewhere and stand before its cell's first line.

    It may be negative: a cell's own first lines may be missing, such as `%%answer question 9`.
    """

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
    is_binding: bool  # does nothing but bind names, each anew


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
    """Of those that are taken, the ones that matter: a kernel has run many a cell again and again."""
    chosen = [chunk for chunk in chunks if id(chunk) in taken]
    return [chunk.text for chunk in _without_overruled(_without_repeated(chosen))]


def _without_repeated(chunks: Sequence[_Chunk]) -> list[_Chunk]:
    """Without those that say again what still holds, such as data that is loaded once more."""
    asks = _asks(chunks)
    kept: list[_Chunk] = []
    holds: dict[str, str] = {}  # what names were bound by, since the last time that one was bound anew
    known: frozenset[str] = frozenset()
    for chunk in chunks:
        bound = chunk.scope.bound
        is_plain = chunk.is_binding and not bound & asks(chunk)  # and not `x = x + 1`
        if is_plain and all(holds.get(name) == chunk.text for name in bound):
            continue
        if not chunk.is_binding or bound & known:
            holds.clear()
        holds |= dict.fromkeys(bound, chunk.text)
        known |= bound
        kept.append(chunk)
    return kept


def _without_overruled(chunks: Sequence[_Chunk]) -> list[_Chunk]:
    """Without those whose names are all bound anew before anything can have asked for them."""
    asks = _asks(chunks)
    kept: list[_Chunk] = []
    bound_next: frozenset[str] = frozenset()
    for chunk in reversed(chunks):
        if chunk.is_binding and chunk.scope.bound <= bound_next:
            continue
        kept.append(chunk)
        bound_next |= chunk.scope.bound if chunk.is_binding else frozenset()
        bound_next -= asks(chunk)
    return kept[::-1]


def _asks(chunks: Sequence[_Chunk]) -> Callable[[_Chunk], frozenset[str]]:
    """The names that a chunk may ask for when it runs: its own, and those of whatever it may call."""
    uses: dict[str, frozenset[str]] = {}
    for chunk in chunks:
        for name in chunk.scope.bound:
            uses[name] = uses.get(name, frozenset()) | chunk.scope.used | chunk.scope.inner

    def asks(chunk: _Chunk) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        new = chunk.scope.used
        while new:
            found |= new
            new = frozenset[str]().union(*(uses.get(name, ()) for name in new)) - found
        return found

    return asks


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
    spans: list[tuple[int, int, bool, bool]] = []
    for node in body:
        start = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
        end, is_star, is_binding = node.end_lineno or start, _is_star(node), _is_binding(node)
        if spans and start <= spans[-1][1]:
            first, last, was_star, was_binding = spans.pop()
            start, end = first, max(last, end)
            is_star, is_binding = was_star or is_star, was_binding and is_binding
        spans.append((start, end, is_star, is_binding))
    found = (_chunk("\n".join(lines[start - 1 : end]), *kinds) for start, end, *kinds in spans)
    return [chunk for chunk in found if chunk]


def _chunk(text: str, is_star: bool, is_binding: bool) -> _Chunk | None:
    try:
        return _Chunk(text, _scope(text), is_star, is_binding)
    except _NOT_PYTHON:
        return None


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names)


def _is_binding(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Name) for target in targets)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import():
            return True
    return isinstance(node, ast.ImportFrom) and not _is_star(node)


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
