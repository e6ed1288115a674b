"""What a process of the pool is asked, and what a learner's report was made from.

basis(course, questions, conditions)   → what a verdict depends on beside the answers, as one hash
fingerprint(submission, basis)         → the same with the answers: while it is, nothing is judged again
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ch4
from ch4.address import Address
from ch4.batch.submission import Submission
from ch4.course import Course, Question
from ch4.errors import BrokenCourse

_FORMAT = "1"  # of what follows: another one makes every report anew


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How to judge; `device` is `cpu`, `cuda` or `mps`, `seconds` overrides every question's limit."""

    device: str = "cpu"
    seed: int = 0
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """A submission, the questions to judge in it, and how."""

    submission: Submission
    addresses: tuple[Address, ...]
    conditions: Conditions


def basis(course: Course, questions: Sequence[Question], conditions: Conditions) -> str:
    """Raises `BrokenCourse` where a question has no grader or no solution."""
    parts = [_FORMAT, ch4.__version__, course.name, repr(course.preload), repr(conditions)]
    # Hints are in no report.
    parts += [repr(dataclasses.replace(question, hints=())) for question in questions]
    files = _shared_files(course)
    for question in questions:
        if question.has_code:
            files += [course.grader(question), course.solution(question), course.stub(question)]
    named = [(path.relative_to(course.root), _content(path)) for path in files]
    return _hash([*(part.encode() for part in parts), *_flat(named)])


def fingerprint(submission: Submission, basis: str) -> str:
    parts = [basis.encode(), submission.learner.encode(), submission.problem.encode()]
    parts += [f"{address} {problem}".encode() for address, problem in sorted(submission.problems.items())]
    return _hash([*parts, *_flat((Path(name), data) for name, data in sorted(submission.files.items()))])


def _shared_files(course: Course) -> list[Path]:
    """What lies beside the graders and solutions and may be imported by them."""
    own = {path(question) for question in course.questions for path in (course.grader, course.solution)}
    found = [path for folder in ("graders", "solutions") for path in (course.root / folder).rglob("*.py")]
    return sorted(path for path in found if path not in own)


def _flat(files: Iterable[tuple[Path, bytes]]) -> Iterable[bytes]:
    for name, data in files:
        yield from (os.fsencode(name), data)


def _hash(parts: Iterable[bytes]) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        # With their lengths: `ab`, `c` must not be the same as `a`, `bc`.
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="each question has a grader and a solution"
        ) from error
