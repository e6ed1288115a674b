"""Which mutants of a course to try: a budget for each question, less those argued equivalent.

The course's own file `mutants.toml` argues that a change makes no difference that a learner could see:

    [[equivalent]]
    address = "q09"
    before = "return t[1:, 1:]"
    after = "return t[+1:, 1:]"
    why = "plus one is one"

Without `after`, it speaks of every change of that line.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import msgspec

from ch4.authoring.mutate import mutants
from ch4.authoring.verify import Trial
from ch4.course import Course, Question
from ch4.errors import BrokenCourse


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A changed line that behaves as before, and why; without `after`, any change of that line."""

    address: str
    before: str
    why: str
    after: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    equivalent: tuple[Equivalent, ...] = ()


def argued_equivalent(course: Course) -> tuple[Equivalent, ...]:
    """What `mutants.toml` argues; nothing where there is no such file."""
    path = course.root / "mutants.toml"
    if not path.is_file():
        return ()
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).equivalent
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BrokenCourse(f"{path}: {error}", todo="mend that entry") from error


def mutant_trials(
    course: Course, question: Question, budget: int, argued: tuple[Equivalent, ...]
) -> tuple[list[Trial], int]:
    """At most `budget` mutants, always the same ones: those to try, and how many are argued equivalent."""
    source = Path(course.solution(question)).read_text(encoding="utf-8")
    everything = mutants(source)
    drawn = random.Random(question.address).sample(everything, min(budget, len(everything)))
    known = {(entry.before, entry.after) for entry in argued if entry.address == question.address}
    to_try = [m for m in drawn if not known & {(m.before, m.after), (m.before, None)}]
    # A mutant that loops for ever is caught by the clock; the question's own limit may be minutes.
    limit = min(question.limits.seconds, 20.0)
    trials = [Trial(question.address, "mutant", m.name, m.source.encode(), (0,), limit) for m in to_try]
    return trials, len(drawn) - len(to_try)
