"""Judging the text of a notebook's cells with `ch4 check`, in a process of its own.

    judge_texts(course, {question: Text("def double(n): …")})   → {question: result}
    rendered(result)                                            → what the terminal would show

A process, because a kernel has run what the learner wrote, torch and `ch4` may be no longer what they were
in it, and nbgrader may be a server that should not run pytest.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ch4.course import Course, Question
from ch4.errors import BrokenCourse, MachineFault
from ch4.notebook.process import run
from ch4.notebook.source import Text
from ch4.report import CriterionResult, QuestionResult, from_json

_WIDTH = 100
_ON_LINE = re.compile(r"\bon line (\d+)")  # as the sentences about a call name one


def judge_texts(
    course: Course, texts: Mapping[Question, Text], *, device: str = "auto", seed: int = 0
) -> dict[Question, QuestionResult]:
    """What `ch4 check` says of these answers; lines are those of the cells.

    Raises `MachineFault` where the check does not come to an end: nobody is to get no points for that.
    """
    if not texts:
        return {}
    with tempfile.TemporaryDirectory(prefix="ch4-cells-") as name:
        folder = Path(name)
        for question, text in texts.items():
            # A cell may hold half of a surrogate pair, which UTF-8 cannot carry.
            (folder / f"{question.stem}.py").write_bytes(text.text.encode("utf-8", "replace"))
        done = run(
            "ch4",
            "check",
            *("--course", str(course.root), "--answers", name),
            *("--device", device, "--seed", str(seed), "--format", "json"),
            *("--", *(question.address for question in texts)),
            folder=folder,
        )
    if done.code not in (0, 1):
        raise MachineFault(done.last_words)
    try:
        results = {result.address: result for result in from_json(done.output).questions}
        return {
            question: located(results[question.address], text, f"your cell for {question.label}")
            for question, text in texts.items()
        }
    except (msgspec.MsgspecError, KeyError) as error:
        raise MachineFault(
            f"the check gave no report ({error})", todo="`ch4 doctor` says what is wrong"
        ) from error


def asked_names(course: Course, question: Question) -> frozenset[str]:
    """The functions and classes that a question asks for: those of its stub."""
    try:
        stub = course.stub(question).read_text(encoding="utf-8")
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return frozenset(node.name for node in ast.parse(stub).body if isinstance(node, definitions))
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenCourse(
            f"the stub of {question.label} cannot be read ({error})", todo="mend it"
        ) from error


def rendered(result: QuestionResult) -> str:
    """The result as the terminal shows it, with the colours that notebooks know."""
    from ch4.report import terminal

    return terminal.render_question(result, width=_WIDTH, color=True)


def located(result: QuestionResult, text: Text, file: str) -> QuestionResult:
    """The result in terms of the cell: its lines are those of the cell, and `file` says which that is."""
    criteria = tuple(_shifted(criterion, text.shift) for criterion in result.criteria)
    return msgspec.structs.replace(result, file=file, criteria=criteria)


def _shifted(criterion: CriterionResult, shift: int) -> CriterionResult:
    if not shift:
        return criterion
    line = criterion.line - shift if criterion.line and criterion.line > shift else None
    message = _ON_LINE.sub(
        lambda found: f"on line {n - shift}" if (n := int(found[1])) > shift else "in a cell above",
        criterion.message,
    )
    return msgspec.structs.replace(criterion, line=line, message=message)
