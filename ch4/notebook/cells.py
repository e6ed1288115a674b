"""A notebook as a file: its cells, and which of them is the answer to which question. Nothing of it is run.

    cells = read(data)                      → [Cell(number=1, is_code=False, text="# …"), …]
    answers(cells, course)                  → {question: Answer(cell=5, text=Text("def double(n): …"))}
    marked("%%answer question 9\\nx = 1")    → ("question 9", "x = 1")

An answer's cell says so: it begins with `%%answer question 9`, or has the metadata that nbgrader gave it.
What an answer uses from the cells above it counts as a part of it, as it does where the notebook is run from
its top to its bottom; of several answers to a question the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import UnknownAddress, WrongUsage
from ch4.notebook.judged import asked_names
from ch4.notebook.source import Text, gather

_MARK = re.compile(r"\A\s*%%answer\b(?P<words>[^\n]*)(?:\n|\Z)")
_GRADED = re.compile(r"(?P<address>[qr]\d+)-answer")  # the `grade_id` that `ch4 export nbgrader` gives
_Lines = str | list[str]


@dataclass(frozen=True)
class Cell:
    """One cell; its number counts all cells, from 1. `grade_id` is nbgrader's name for it."""

    number: int
    is_code: bool
    text: str
    grade_id: str = ""


@dataclass(frozen=True)
class Answer:
    """Which cell has it, and the text to be judged."""

    cell: int
    text: Text


def read(data: bytes) -> list[Cell]:
    """The cells of a notebook's file. Raises `WrongUsage` where it is none."""
    try:
        notebook = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Notebook)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WrongUsage(f"it is no notebook that can be read ({error})", todo="save it anew") from error
    found = notebook.cells or [cell for sheet in notebook.worksheets for cell in sheet.cells]
    return [
        Cell(
            number=number,
            is_code=cell.cell_type == "code",
            text=_joined(cell.source) or _joined(cell.input),
            grade_id=_grade_id(cell.metadata),
        )
        for number, cell in enumerate(found, start=1)
    ]


def marked(text: str) -> tuple[str, str] | None:
    """What a cell answers, in its own words, and the text below; None for a cell that is no answer."""
    mark = _MARK.match(text)
    return (mark["words"].strip().strip("'\""), text[mark.end() :]) if mark else None


def answers(cells: Sequence[Cell], course: Course) -> dict[Question, Answer]:
    """The answers that a notebook holds, in its order. Raises `UnknownAddress` for a mark of no question."""
    found: dict[Question, Answer] = {}
    for at, cell in enumerate(cells):
        if not cell.is_code or not cell.text.strip():
            continue
        if mark := marked(cell.text):
            question = _named(mark[0], cell.number, course)
            if mark[1].strip():
                above = [other.text for other in cells[:at] if other.is_code]
                # Blank lines in the mark's place: it is no Python, and what is below keeps its line numbers.
                text = "\n" * cell.text.removesuffix(mark[1]).count("\n") + mark[1]
                found[question] = Answer(cell.number, with_what_it_uses(text, above, question, course))
        elif graded := _graded(cell.grade_id, course):
            found[graded] = Answer(cell.number, _with_what_nbgrader_adds(cell, cells, course, graded))
    return found


def with_what_it_uses(text: str, above: Sequence[str], question: Question, course: Course) -> Text:
    """The text of an answer's cell, below its mark, with what it uses of the cells that ran before it.

    Not what it lacks: another cell that answers the question is another try, and does not fill its gaps.
    """
    before = [other for other in above if _address(other, course) != question.address]
    return gather([*before, text], len(before), ())


def _with_what_nbgrader_adds(cell: Cell, cells: Sequence[Cell], course: Course, question: Question) -> Text:
    """As `ch4.exports.nbgrader_judge` takes it: with the cells that come before the check cell."""
    checks = {str(address) for address in course.addresses}
    last = max([cell.number, *(other.number for other in cells if other.grade_id == question.address)])
    theirs = [c for c in cells if c.number <= last and c.is_code and c.grade_id not in checks]
    return gather([c.text for c in theirs], theirs.index(cell), asked_names(course, question))


def _named(words: str, number: int, course: Course) -> Question:
    try:
        (address,) = course.parse(words)
    except UnknownAddress as error:
        raise UnknownAddress(f"cell {number}: {error.what}", todo=error.todo) from error
    except ValueError as error:
        raise UnknownAddress(
            f"cell {number}: `{f'%%answer {words}'.strip()}` is not one question",
            todo="name one, as in `%%answer question 9`",
        ) from error
    return course.question(address)


def _address(text: str, course: Course) -> Address | None:
    try:
        mark = marked(text)
        (address,) = course.parse(mark[0]) if mark else (None,)
    except (UnknownAddress, ValueError):
        return None
    return address


def _graded(grade_id: str, course: Course) -> Question | None:
    mark = _GRADED.fullmatch(grade_id)
    address = Address(mark["address"]) if mark else None
    return course.question(address) if address in course.addresses else None


class _Cell(msgspec.Struct, frozen=True):
    cell_type: str
    source: _Lines = ""
    input: _Lines = ""  # where nbformat 3 has the source of code
    metadata: Mapping[str, object] = {}


class _Sheet(msgspec.Struct, frozen=True):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct, frozen=True):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []  # nbformat 3


def _joined(lines: _Lines) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def _grade_id(metadata: Mapping[str, object]) -> str:
    about = metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""
