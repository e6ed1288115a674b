"""What a grader's tests consist of, as text: read and never run."""

from __future__ import annotations

import ast
import functools
import textwrap
from collections.abc import Mapping
from pathlib import Path

from ch4.errors import BrokenCourse


@functools.cache
def bodies(grader: Path) -> Mapping[str, str]:
    """The body of each test, without its docstring, by the criterion's name (`test_` taken off).

    Raises `BrokenCourse` where the file cannot be read.
    """
    try:
        text = grader.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError) as error:
        raise BrokenCourse(f"{grader} cannot be read ({error})", todo="mend the grader") from error
    lines = text.splitlines()
    return {
        node.name.removeprefix("test_"): _body(node, lines)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _body(test: ast.FunctionDef, lines: list[str]) -> str:
    first = test.body[1:2] if ast.get_docstring(test) is not None else test.body[:1]
    start = first[0].lineno - 1 if first else test.end_lineno
    return textwrap.dedent("\n".join(lines[start : test.end_lineno]))
