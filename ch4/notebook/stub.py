"""A stub in two parts: the prompt, which a notebook has in a cell of its own, and the code below it.

    prompt, code = halves(read(course.stub(question)))
    prompt          the docstring that the file opens with, and the blank lines below it
    code            from the first line after these to the last

Joined again, they are the stub, to the letter.
"""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from ch4.errors import BrokenCourse

_BEFORE = (tokenize.ENCODING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)


def read(path: Path) -> str:
    """The text of a stub. Raises `BrokenCourse` where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenCourse(f"the stub {path} cannot be read ({error})", todo="put it there") from error


def halves(text: str) -> tuple[str, str]:
    """The docstring that a file opens with, and what stands above it; and the rest. Nothing is run."""
    lines = io.StringIO(text).readlines()
    end = _docstring_end(text)
    while end and end < len(lines) and not lines[end].strip():
        end += 1
    return "".join(lines[:end]), "".join(lines[end:])


def _docstring_end(text: str) -> int:
    """The number of its last line; 0 where there is none."""
    # Tokens, not `ast.parse`: what stands below may not be Python at the moment.
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        first = next(token for token in tokens if token.type not in _BEFORE)
        after = next(tokens)
    except (SyntaxError, StopIteration, tokenize.TokenError):
        return 0
    ends = after.type in (tokenize.NEWLINE, tokenize.COMMENT, tokenize.ENDMARKER)
    return first.end[0] if first.type == tokenize.STRING and ends else 0
