"""`ch4 export nbgrader`: the course, or some of its questions, as an assignment of an nbgrader course.

    made = export(course, questions, Path("class"))     class/source/ch4/ch4.ipynb, class/nbgrader_config.py
    written_questions(course, questions)                the open items of the quiz, to grade by hand

Its notebook is graded by nbgrader's own commands. The lines in `nbgrader_config.py` let `ch4` compute the
scores from what stands in the cells, outside of the kernel: see `ch4.exports.nbgrader_judge`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ch4.course import Course, Question
from ch4.errors import MachineFault, WrongUsage
from ch4.exports.nbgrader_notebook import Written, source_notebook

_JUDGE = "ch4.exports.nbgrader_judge"
_CONFIG = """
# ch4 judges its questions by the text of their cells, outside of the notebook's kernel.
from {judge} import configure

configure(get_config(){course})  # noqa: F821
"""


@dataclass(frozen=True)
class Exported:
    """What was written. `config` is None where it had its lines already; `left_out` cannot be graded."""

    notebook: Path
    config: Path | None
    questions: tuple[Question, ...]
    left_out: tuple[Question, ...]
    points: float


def export(
    course: Course,
    questions: Sequence[Question],
    folder: Path,
    *,
    assignment: str | None = None,
    written: Sequence[Written] = (),
) -> Exported:
    """Write the source notebook of an assignment, by default called as the course, into an nbgrader course.

    No file that is there is changed, except that lines are added to `nbgrader_config.py`. Raises `WrongUsage`
    where the assignment is there already or its name is none, `BrokenCourse` where a question has no solution
    that fits its stub, and `MachineFault` where nbformat is missing or the folder cannot be written.
    """
    name = assignment or course.name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_. -]*", name):
        raise WrongUsage(f"{name!r} is no name for an assignment", todo="use letters, digits, - and _")
    in_words = {item.address for item in written}
    chosen = tuple(q for q in questions if q.has_code or q.address in in_words)
    if not chosen:
        raise WrongUsage("none of these questions can be graded", todo="name some with code")
    place = folder / "source" / name
    if place.is_dir() and any(place.iterdir()):
        raise WrongUsage(
            f"{place} is there already, and was not touched",
            todo="remove it, or choose another name with --assignment",
        )
    notebook = source_notebook(course, chosen, written)
    path = place / f"{name}.ipynb"
    try:
        place.mkdir(parents=True, exist_ok=True)
        _write_whole(path, _as_text(notebook))
        config = _configure(folder, course)
    except OSError as error:
        raise MachineFault(
            f"{error.filename or folder} cannot be written ({error.strerror})", todo="name another folder"
        ) from error
    return Exported(
        notebook=path,
        config=config,
        questions=chosen,
        left_out=tuple(q for q in questions if q not in chosen),
        points=_points(notebook),
    )


def written_questions(
    course: Course, questions: Iterable[Question], *, points: float = 1.0
) -> tuple[Written, ...]:
    """The open quiz item of each question that has one, worth so many points, for a person to grade."""
    from ch4.quizzing.items import Items

    items = Items(course)
    with_item = [(q, items.open(q.address)) for q in questions if course.quiz(q).is_file()]
    return tuple(
        Written(
            address=question.address,
            prompt=item.prompt,
            model=item.model,
            points=points,
            rubric=[f"{point.says} ({point.level})" for point in item.point],
        )
        for question, item in with_item
    )


def _as_text(notebook: object) -> str:
    import nbformat

    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def _points(notebook: object) -> float:
    cells = getattr(notebook, "cells", ())
    return float(sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells))


def _configure(folder: Path, course: Course) -> Path | None:
    """See to it that nbgrader has `ch4` judge; None where it does already."""
    path = folder / "nbgrader_config.py"
    there = path.read_text(encoding="utf-8") if path.is_file() else ""
    if _JUDGE in there:
        return None
    # `ch4` finds the course that is installed with it; any other has to be named.
    is_installed = course.root == Course.find(Path(os.sep)).root
    lines = _CONFIG.format(judge=_JUDGE, course="" if is_installed else f", course={str(course.root)!r}")
    start = there.rstrip("\n") + "\n" if there else _new_config(folder)
    _write_whole(path, start + lines)
    return path


def _new_config(folder: Path) -> str:
    return f"c = get_config()  # noqa: F821\n\nc.CourseDirectory.course_id = {folder.resolve().name!r}\n"


def _write_whole(path: Path, text: str) -> None:
    """Whole or not at all: nbgrader must not meet half a notebook."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
