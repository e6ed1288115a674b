"""One cell with the reference solution laid into the stub, between the marks that nbgrader knows.

    solution_cell(stub, solution)   → def double(n):
                                          ### BEGIN SOLUTION
                                          return 2 * n
                                          ### END SOLUTION

Where nbgrader makes the release, it puts `raise NotImplementedError()` in the place of what is between the
marks, and the stub is back. So each function of the stub keeps its head and its docstring outside, and there
are marks in a function's body only: at the top of the cell they would leave a `raise` that ends the cell.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ch4.errors import BrokenCourse

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Statements = Sequence[ast.stmt]


def solution_cell(stub: str, solution: str) -> str:
    """The cell. Raises `BrokenCourse` where the stub has no function to fill, or either is no Python."""
    theirs, ours = _Source.of(stub, "the stub"), _Source.of(solution, "the solution")
    slots = list(_slots(theirs.body, ours.body, theirs, ours))
    if not slots:
        raise BrokenCourse("the stub has no function", todo="write one for the learner to fill")
    extras = ours.texts(_left_over(theirs.body, ours.body, slots))
    lines: list[str] = []
    at = _first_line(theirs)
    for slot in slots:
        head_end = slot.head_end
        lines += theirs.lines[at - 1 : head_end]
        indent = " " * slot.stub.body[0].col_offset
        # Definitions that only the solution has follow the last body, still inside the marks.
        more = [line for text in slot.extras for line in ("", *text)]
        if slot is slots[-1]:
            more += [line for text in extras for line in ("", "", *text)]
        lines += [indent + BEGIN, *slot.body, *more, indent + END]
        at = (slot.stub.end_lineno or head_end) + 1
    lines += theirs.lines[at - 1 :]
    return "\n".join(lines).strip("\n")


@dataclass
class _Slot:
    """A function of the stub, and the lines that fill it; `extras` belong to the class that it ends."""

    stub: _Function
    head_end: int
    body: list[str]
    filled_by: ast.stmt | None
    extras: list[list[str]]


@dataclass(frozen=True)
class _Source:
    lines: list[str]
    body: list[ast.stmt]

    @classmethod
    def of(cls, text: str, what: str) -> _Source:
        try:
            return cls(text.split("\n"), ast.parse(text).body)
        except (SyntaxError, ValueError) as error:
            raise BrokenCourse(f"{what} is no Python ({error})", todo="mend that file") from error

    def texts(self, statements: _Statements) -> list[list[str]]:
        """The lines of each, with the comments right above it."""
        texts = []
        for node in statements:
            start = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
            while start > 1 and self.lines[start - 2].lstrip().startswith("#"):
                start -= 1
            texts.append(self.lines[start - 1 : node.end_lineno])
        return texts


def _slots(stub: _Statements, solution: _Statements, theirs: _Source, ours: _Source) -> Iterator[_Slot]:
    for node in stub:
        if isinstance(node, _Function):
            yield _slot(node, _named(node, solution), theirs, ours)
        elif isinstance(node, ast.ClassDef):
            twin = _named(node, solution)
            fits = isinstance(twin, ast.ClassDef) and _same(node.bases, twin.bases)
            body = twin.body if isinstance(twin, ast.ClassDef) and fits else []
            slots = list(_slots(node.body, body, theirs, ours))
            if slots:
                slots[-1].extras += ours.texts(_left_over(node.body, body, slots))
            yield from slots


def _slot(node: _Function, twin: ast.stmt | None, theirs: _Source, ours: _Source) -> _Slot:
    head_end = _head_end(node, theirs)
    if head_end is None:
        raise BrokenCourse(f"the stub's {node.name} stands on one line", todo="put its body on lines below")
    if isinstance(twin, _Function) and _fits(node, twin) and (start := _head_end(twin, ours)) is not None:
        return _Slot(node, head_end, ours.lines[start : twin.end_lineno], twin, [])
    # The solution writes it otherwise (as a lambda, decorated); that follows below, and is what counts.
    return _Slot(node, head_end, theirs.lines[head_end : node.end_lineno], None, [])


def _named(node: _Function | ast.ClassDef, statements: _Statements) -> ast.stmt | None:
    named = [s for s in statements if isinstance(s, (_Function, ast.ClassDef)) and s.name == node.name]
    return named[-1] if named else None


def _fits(node: _Function, twin: _Function) -> bool:
    """Whether the body of one makes sense below the head of the other."""
    return (
        type(node) is type(twin)
        and _same([_without_annotations(node.args)], [_without_annotations(twin.args)])
        and _same(node.decorator_list, twin.decorator_list)
        and node.body[0].col_offset == twin.body[0].col_offset
    )


def _without_annotations(arguments: ast.arguments) -> ast.arguments:
    copy = ast.parse(f"lambda {ast.unparse(_bare(arguments))}: 0", mode="eval").body
    assert isinstance(copy, ast.Lambda)
    return copy.args


def _bare(arguments: ast.arguments) -> ast.arguments:
    def plain(argument: ast.arg) -> ast.arg:
        return ast.arg(argument.arg)

    return ast.arguments(
        posonlyargs=[plain(argument) for argument in arguments.posonlyargs],
        args=[plain(argument) for argument in arguments.args],
        vararg=plain(arguments.vararg) if arguments.vararg else None,
        kwonlyargs=[plain(argument) for argument in arguments.kwonlyargs],
        kw_defaults=arguments.kw_defaults,
        kwarg=plain(arguments.kwarg) if arguments.kwarg else None,
        defaults=arguments.defaults,
    )


def _same(some: Sequence[ast.AST], others: Sequence[ast.AST]) -> bool:
    return [ast.dump(node) for node in some] == [ast.dump(node) for node in others]


def _left_over(stub: _Statements, solution: _Statements, slots: list[_Slot]) -> list[ast.stmt]:
    """What of the solution has no place in the stub yet: helpers, constants, further imports."""
    filled = {id(slot.filled_by) for slot in slots}
    there = {ast.dump(node) for node in stub}
    return [
        node
        for node in solution
        if id(node) not in filled
        and ast.dump(node) not in there
        and not _is_docstring(node)
        and not (isinstance(node, ast.ClassDef) and any(id(part) in filled for part in node.body))
    ]


def _head_end(node: _Function, source: _Source) -> int | None:
    """The last line of a function's head, and of its docstring; None where the body is on that line too."""
    first = node.body[0]
    if _is_docstring(first):
        return first.end_lineno
    text = "\n".join(source.lines[node.lineno - 1 :])
    tokens, depth = tokenize.generate_tokens(io.StringIO(text).readline), 0
    for token in tokens:
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0 and token.string == ":":
            after = next(tokens)
            ends = after.type in (tokenize.NEWLINE, tokenize.COMMENT)
            return node.lineno - 1 + token.start[0] if ends else None
    return None


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _first_line(source: _Source) -> int:
    """Below the docstring of the file: that is the prompt, and has a cell of its own."""
    first = source.body[0]
    return (first.end_lineno or 0) + 1 if _is_docstring(first) else 1
