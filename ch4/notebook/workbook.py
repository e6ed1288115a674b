"""The notebook that `ch4 init --notebook` writes: a prompt, a cell for the code and one for words a question.

    workbook(course, workspace)     → the file's bytes

It is written as the JSON that it is: neither Jupyter nor `nbformat` has to be here for that.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ch4.course import Course, Question
from ch4.notebook import stub
from ch4.quizzing.items import Items
from ch4.workspace import Workspace

NAME = "ch4.ipynb"

_INTRODUCTION = """# {title}

Run the cell below first. Then, for each question:

- Write your code into the cell that begins with `%%answer`, and run it. The code runs here, for you to play
  with, is saved as your answer in `exercises/`, and checked. What it uses from cells that you ran before (an
  import, a function of yours) counts as a part of it.
- Write what you understood into the cell that begins with `%%quiz`, below the question and in your own words,
  and run it. It is marked at once.

`ch4.check("{example}")` checks an answer once more, `ch4.check("all")` all of them. `%ch4 hint {example}`
gives a hint, `%ch4 next` says what to do now."""

_START = "import ch4\n\n%load_ext ch4"
_COMMENT_WIDTH = 100

_JsonCell = dict[str, object]


def workbook(course: Course, workspace: Workspace, *, other_course: Path | None = None) -> bytes:
    """The notebook; where the workspace holds an answer already, that is in the cell, and not the stub.

    `other_course` is what `CH4_COURSE` has to be in the notebook's kernel. Raises `BrokenCourse` where a stub
    or a question's quiz cannot be read.
    """
    cells = list(_cells(course, workspace, other_course))
    python = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": python, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _cells(course: Course, workspace: Workspace, other_course: Path | None) -> Iterator[_JsonCell]:
    example = next((question.label for question in course.questions if question.has_code), "question 1")
    yield _markdown("introduction", _INTRODUCTION.format(title=course.title, example=example))
    yield _code("start", f"%env CH4_COURSE={other_course}\n{_START}" if other_course else _START)
    items = Items(course)
    for number, (section, questions) in enumerate(groupby(course.questions, key=lambda q: q.section), 1):
        yield _markdown(f"section-{number}", f"## {section}")
        for question in questions:
            yield _markdown(f"{question.address}-prompt", _prompt(course, question))
            if question.has_code:
                code = f"%%answer {question.label}\n{_answer(course, workspace, question)}"
                yield _code(f"{question.address}-answer", code)
            if course.quiz(question).is_file():
                asked = commented(items.open(question.address).prompt)
                yield _code(f"{question.address}-quiz", f"%%quiz {question.label}\n{asked}\n\n")


def commented(prompt: str) -> str:
    """A question as comments, so that an answer below it is told from it by its colour too."""
    lines = [
        part
        for line in prompt.strip().splitlines()
        for part in (textwrap.wrap(line, _COMMENT_WIDTH, break_long_words=False) or [""])
    ]
    return "\n".join(f"# {line}".rstrip() for line in lines)


def _prompt(course: Course, question: Question) -> str:
    heading = f"### {question.label.capitalize()} · {question.title}"
    if not (question.has_code or course.stub(question).exists()):
        return heading
    # The heading has said the title; most stubs begin with it.
    prompt = course.prompt(question).removeprefix(f"{question.title}.\n").strip("\n")
    return f"{heading}\n\n{prompt}".rstrip()


def _answer(course: Course, workspace: Workspace, question: Question) -> str:
    """The learner's own code so far, or the stub's; without the prompt, which has a cell of its own."""
    original = stub.read(course.stub(question))
    try:
        text = workspace.answer(question).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = original
    prompt, code = stub.halves(original)
    return (text.removeprefix(prompt) if text.startswith(prompt) else text).strip("\n") or code.strip("\n")


def _markdown(name: str, text: str) -> _JsonCell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(name: str, text: str) -> _JsonCell:
    source = text.splitlines(keepends=True)
    code: _JsonCell = {"cell_type": "code", "id": name, "metadata": {}, "source": source}
    return code | {"execution_count": None, "outputs": []}
