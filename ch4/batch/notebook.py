"""The answers in a notebook, whoever made it. Its text is read, and never run.

    answers(data, course)   → {question: Answer(cell=5, text=Text("def double(n): …"))}

Where cells say what they answer (`%%answer question 9`, or a name of nbgrader's), that counts. Else the
answer is the last code cell that defines what the question asks for; what stands below a heading that names
another question is none where both ask for the same name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import UnknownAddress, WrongUsage
from ch4.notebook import asked_names, gather
from ch4.notebook.cells import Answer, Cell, marked, read
from ch4.notebook.cells import answers as marked_answers
from ch4.notebook.source import bound_names

_HEADING = re.compile(r"^#{1,6}\s+((?:question|research)\s+\d+|[qr]\d+)\b", re.IGNORECASE | re.MULTILINE)


class BrokenNotebook(Exception):
    """Says what is wrong with it."""


@dataclass(frozen=True)
class _Code:
    """A code cell; `under` is the question that the last heading above it names."""

    cell: Cell
    under: Address | None
    binds: frozenset[str]


def answers(data: bytes, course: Course) -> dict[Question, Answer]:
    """The answers that there are. Raises `BrokenNotebook`."""
    try:
        cells = [cell for cell in read(data) if _is_sound(cell, course)]
    except WrongUsage as error:
        raise BrokenNotebook(error.what) from error
    found = marked_answers(cells, course)
    coded = [question for question in course.questions if question.has_code]
    asked = {question.address: asked_names(course, question) for question in coded}
    code = _unmarked(cells, course)
    for question in coded:
        if question not in found and (answer := _answer(question.address, code, asked)):
            found[question] = answer
    return found


def _is_sound(cell: Cell, course: Course) -> bool:
    """Whether the question that it says it answers, if it says so, is one of the course."""
    mark = marked(cell.text) if cell.is_code else None
    return mark is None or _address(mark[0], course) is not None


def _unmarked(cells: Sequence[Cell], course: Course) -> list[_Code]:
    code, under = [], None
    for cell in cells:
        if cell.is_code and not marked(cell.text):
            code.append(_Code(cell, under, bound_names(cell.text)))
        elif not cell.is_code and (named := _HEADING.findall(cell.text)):
            under = _address(named[-1], course)
    return code


def _answer(
    address: Address, code: Sequence[_Code], asked: Mapping[Address, frozenset[str]]
) -> Answer | None:
    names = asked[address]
    others = {other for other, theirs in asked.items() if other != address and theirs & names}
    run = [each for each in code if not (each.under in others and each.binds & names)]
    own = next((place for place in reversed(range(len(run))) if run[place].binds & names), None)
    if own is None:
        return None
    return Answer(run[own].cell.number, gather([each.cell.text for each in run], own, names))


def _address(words: str, course: Course) -> Address | None:
    try:
        addresses = course.parse(words)
    except UnknownAddress:
        return None
    return addresses[0] if len(addresses) == 1 else None
