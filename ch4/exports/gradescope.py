"""A course as a Gradescope autograder: the zip that a teacher uploads.

setup.sh, run_autograder    what Gradescope runs: once to build, and for each submission
ch4-….whl, constraints.txt  the engine, and the versions it was tried with
course/                     the course, to look into and to change
questions.txt               which questions are asked, an address a line

Gradescope unpacks it into /autograder/source; see https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ch4.course import Course, Question
from ch4.exports.archive import zipped
from ch4.exports.wheel import constraints, course_files, wheel

_SCRIPTS = ("setup.sh", "run_autograder")
_FILES = Path(__file__).parent / "files"


def autograder(course: Course, questions: Sequence[Question]) -> bytes:
    """The zip that asks these questions. Raises `MachineFault` where `ch4` cannot be packed."""
    ch4 = wheel(course)
    files = {name: (_FILES / name).read_bytes() for name in _SCRIPTS}
    files[ch4.name] = ch4.data
    files["constraints.txt"] = constraints()
    files["questions.txt"] = "".join(f"{question.address}\n" for question in questions).encode()
    files |= {f"course/{name}": data for name, data in course_files(course).items()}
    return zipped(files, executable=_SCRIPTS)
