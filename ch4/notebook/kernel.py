"""What a notebook's check cell calls, in the learner's kernel.

    check("question 9")                  → 0.5, below the report
    check("q09", course="ch4")           the same, and sure of the course

For the learner's eyes: whoever owns a kernel can make it show anything. Who grades asks `judge_texts` from
outside, with the text of the cells, as `ch4.exports.nbgrader_judge` does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ch4.course import Course, Question
from ch4.errors import Ch4Error, WrongUsage
from ch4.notebook.judged import asked_names, judge_texts, rendered
from ch4.notebook.source import bound_names, gather

_OURS = "from ch4.notebook import"


def check(address: str, *, course: str = "") -> float:
    """Judge the cell with this question's answer, as it was last run; print the report, give the points.

    `course` is the name that the course must have. What stands in the way is printed, in one line.
    """
    try:
        return _checked(address, course)
    except Ch4Error as error:
        # To standard output: nbgrader takes what a cell says on standard error for a failure of the cell.
        print(f"ch4: {error}")
        return 0.0


def _checked(address: str, name: str) -> float:
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise WrongUsage(
            "answers are not graded in a kernel",
            todo="nbgrader_config.py needs the lines that `ch4 export nbgrader` writes into it",
        )
    course = _course(name)
    addresses = course.parse(address)
    if len(addresses) != 1:
        raise WrongUsage(f"{address!r} is not one question", todo='name one, as in check("question 1")')
    question = course.question(addresses[0])
    if not question.has_code:
        raise WrongUsage(f"{question.label} is answered in words", todo="there is nothing to check here")
    cells = [cell for cell in _cells() if _OURS not in cell]
    wanted = asked_names(course, question)
    own = _last_with(wanted, cells, question)
    result = judge_texts(course, {question: gather(cells, own, wanted)})[question]
    print(rendered(result))
    return result.points


def _course(name: str) -> Course:
    folder = os.environ.get("CH4_COURSE")
    course = Course.load(Path(folder)) if folder else Course.find(Path.cwd())
    if name and course.name != name:
        raise WrongUsage(
            f"this notebook is of the course {name!r}, and here is {course.name!r}",
            todo="let CH4_COURSE name the folder with its course.toml",
        )
    return course


def _cells() -> list[str]:
    """What was run so far, in that order, as it was typed."""
    ipython = sys.modules.get("IPython")  # whoever has a kernel has imported it
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        raise WrongUsage("`check` looks at a notebook's cells", todo="outside of one, use `ch4 check`")
    return [str(cell) for cell in shell.history_manager.input_hist_raw[1:]]


def _last_with(wanted: frozenset[str], cells: list[str], question: Question) -> int:
    for number in reversed(range(len(cells))):
        if bound_names(cells[number]) & wanted:
            return number
    raise WrongUsage(
        f"there is no answer to {question.label} yet", todo="run the cell with your answer, then this one"
    )
