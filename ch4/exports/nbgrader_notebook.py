"""The notebook that an nbgrader course is made from: a prompt, an answer cell and a check cell a question.

    source_notebook(course, questions, written)   → an `nbformat` notebook, with the reference solutions in it

nbgrader makes the learners' version from it: it takes out what stands between the solution marks.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Protocol, cast

from ch4.course import Course, Question
from ch4.errors import BrokenCourse, MachineFault
from ch4.exports.solution_cell import BEGIN, END, solution_cell

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCHEMA_VERSION: Final = 3  # of nbgrader's metadata

_CHECK = """from ch4.notebook import check

check({address!r}, course={course!r})"""

_INTRODUCTION = """# {title}

Below each question stands a cell for your answer, and below that a cell that checks it: run the one, then the
other. The check says what is right, what is wrong, and which mistake it is; its last line is your points.

Your answer is judged by the text of its cell, in a process of its own. What it uses from cells above it (an
import, a function of yours) counts as part of it; what is only in the kernel's memory does not.

If `from ch4.notebook import check` fails, install `ch4` where this notebook's kernel is."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A question to answer in words, which a person grades: `rubric` says what a right answer holds."""

    address: str
    prompt: str
    model: str
    points: float = 1.0
    rubric: Sequence[str] = ()


@dataclass(frozen=True)
class Called:
    """What a check cell asks for."""

    address: str
    course: str


def answer_id(address: str) -> str:
    """The `grade_id` of a question's answer cell; that of its check cell is the address."""
    return f"{address}-answer"


def called(source: str) -> Called | None:
    """What a check cell with this text asks for; None for any other cell."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    for node in body:
        match node:
            case ast.Expr(
                ast.Call(
                    func=ast.Name("check"),
                    args=[ast.Constant(str(address))],
                    keywords=[ast.keyword("course", ast.Constant(str(course)))],
                )
            ):
                return Called(address, course)
    return None


def source_notebook(
    course: Course, questions: Sequence[Question], written: Sequence[Written]
) -> NotebookNode:
    """The instructor's notebook. Raises `BrokenCourse` where a stub and its solution do not go together."""
    v4 = _nbformat_v4()
    open_questions = {item.address: item for item in written}
    cells = [v4.new_markdown_cell(_INTRODUCTION.format(title=course.title), id="introduction")]
    for section, members in groupby(questions, key=lambda question: question.section):
        cells.append(v4.new_markdown_cell(f"## {section}", id=f"section-{len(cells)}"))
        for question in members:
            cells += _cells(course, question, open_questions.get(question.address), v4)
    python = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": python, "language_info": {"name": "python"}})


def _cells(course: Course, question: Question, written: Written | None, v4: _V4) -> list[NotebookNode]:
    heading = f"### {question.label.capitalize()} · {question.title}"
    cells = []
    if question.has_code:
        prompt = f"{heading}\n\n{course.prompt(question)}".rstrip()
        address = question.address
        cells += [
            v4.new_markdown_cell(prompt, id=f"{address}-prompt"),
            v4.new_code_cell(
                _solution(course, question),
                id=answer_id(address),
                metadata=_metadata(answer_id(address), solution=True),
            ),
            v4.new_code_cell(
                _CHECK.format(address=str(address), course=course.name),
                id=address,
                metadata=_metadata(address, locked=True, points=question.points),
            ),
        ]
    if written:
        lead = "" if question.has_code else f"{heading}\n\n"
        name = f"{question.address}-open"
        cells += [
            v4.new_markdown_cell(
                f"{lead}**In your own words:** {written.prompt}", id=f"{question.address}-words"
            ),
            v4.new_markdown_cell(
                _marked(written), id=name, metadata=_metadata(name, solution=True, points=written.points)
            ),
        ]
    return cells


def _solution(course: Course, question: Question) -> str:
    stub, solution = course.stub(question), course.solution(question)
    try:
        return solution_cell(stub.read_text(encoding="utf-8"), solution.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenCourse(
            f"{error.filename} cannot be read ({error.strerror})",
            todo="a question needs a stub and a solution",
        ) from error
    except BrokenCourse as error:
        raise BrokenCourse(f"{stub}, {solution}: {error.what}", todo=error.todo) from error


def _marked(written: Written) -> str:
    """The model answer, and what to look for in an answer: both for the instructor's eyes."""
    rubric = [f"- {line}" for line in written.rubric]
    return "\n".join(
        [BEGIN, written.model, *(["", "A right answer says:", "", *rubric] if rubric else []), END]
    )


def _metadata(
    grade_id: str, *, solution: bool = False, locked: bool = False, points: float | None = None
) -> Mapping[str, object]:
    graded = {} if points is None else {"points": points}
    return {
        "nbgrader": {
            "schema_version": SCHEMA_VERSION,
            "grade_id": grade_id,
            "grade": points is not None,
            "solution": solution,
            "locked": locked,
            "task": False,
            **graded,
        }
    }


class _V4(Protocol):
    """What is used of `nbformat.v4`, which says no types."""

    def new_markdown_cell(self, source: str, **fields: object) -> NotebookNode: ...

    def new_code_cell(self, source: str, **fields: object) -> NotebookNode: ...

    def new_notebook(self, **fields: object) -> NotebookNode: ...


def _nbformat_v4() -> _V4:
    try:
        from nbformat import v4
    except ImportError as error:
        raise MachineFault(
            "nbformat, which writes notebooks, is not installed", todo="pip install 'ch4[nbgrader]'"
        ) from error
    return cast(_V4, v4)
