"""A course as files for a GitHub repository of a learner's, or for GitHub Classroom's template of it.

.github/workflows/ch4.yml            checks on every push
.github/classroom/autograding.json   GitHub Classroom's tests: one a question, with its points
.github/ch4/                         `ch4` and the course as a wheel, and the versions it was tried with
"""

from __future__ import annotations

import math
from pathlib import Path

import msgspec

from ch4.course import Course, Question
from ch4.exports.wheel import constraints, wheel

_FILES = Path(__file__).parent / "files"
_OURS = ".github/ch4"
_SETUP_MINUTES = 10
# A test's machine may have a Python that pip must not change, and sets up anew for each: all but the first
# time, there is nothing to do.
_PLACE = "/tmp/ch4"
_SETUP = (
    f"test -x {_PLACE}/bin/ch4 || {{ python3 -m venv {_PLACE} && {_PLACE}/bin/pip install --quiet "
    f"--extra-index-url https://download.pytorch.org/whl/cpu -c {_OURS}/constraints.txt {_OURS}/ch4-*.whl && "
    f"{{ {_PLACE}/bin/ch4 data download || true; }}; }}"
)


def files(course: Course) -> dict[str, bytes]:
    """The files by their path in the repository. Raises `MachineFault` where `ch4` cannot be packed."""
    ch4 = wheel(course)
    tests = [_test(question) for question in course.questions if question.has_code]
    classroom = msgspec.json.format(msgspec.json.encode({"tests": tests}), indent=2) + b"\n"
    return {
        ".github/workflows/ch4.yml": (_FILES / "ch4.yml").read_bytes(),
        ".github/classroom/autograding.json": classroom,
        f"{_OURS}/{ch4.name}": ch4.data,
        f"{_OURS}/constraints.txt": constraints(),
    }


def _test(question: Question) -> dict[str, object]:
    """A test as GitHub Classroom runs it: right if the command ends with 0, so all of its points or none."""
    return {
        "name": f"{question.label}: {question.title}",
        "setup": _SETUP,
        "run": f"{_PLACE}/bin/ch4 check {question.address}",
        "input": "",
        "output": "",
        "comparison": "included",
        "timeout": _SETUP_MINUTES + math.ceil(question.limits.seconds / 60),
        "points": int(question.points) if question.points == int(question.points) else question.points,
    }
