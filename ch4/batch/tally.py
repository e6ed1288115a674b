"""What a class has done, in numbers: pure functions from reports to rows, and from rows to a tally.

row_of(report)                → Row      all that is kept of a report, so that thousands fit into memory
tally(rows, questions)        → Tally    who misses what, which questions hurt most, the common mistakes
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from ch4.batch.unjudged import Why, told
from ch4.course import Question
from ch4.report import MistakeNote, QuestionResult, Report, Verdict


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One question of one learner."""

    address: str
    verdict: Verdict
    points: float
    is_missing: bool  # nothing was handed in, or the stub as it was
    mistakes: tuple[MistakeNote, ...]  # each once

    @property
    def is_judged(self) -> bool:
        return self.verdict is not Verdict.SKIPPED


@dataclass(frozen=True, kw_only=True)
class Row:
    """One learner. `problem`: why nothing of it could be read; `fault`: why it could not be judged."""

    learner: str
    marks: tuple[Mark, ...]
    points: float
    max_points: float
    problem: str = ""
    fault: str = ""


class QuestionTally(msgspec.Struct, frozen=True, kw_only=True):
    """`answered` leaves out who handed in nothing for it; `share` is the part of them that is right."""

    address: str
    label: str
    title: str
    answered: int
    right: int
    share: float | None


class MistakeTally(msgspec.Struct, frozen=True, kw_only=True):
    """A mistake, and how many learners make it."""

    address: str
    label: str
    name: str
    explanation: str
    learners: int


class Missing(msgspec.Struct, frozen=True):
    """A learner, and the questions without an answer of theirs."""

    learner: str
    addresses: tuple[str, ...]


class Trouble(msgspec.Struct, frozen=True):
    """A learner, and what is in the way."""

    learner: str
    problem: str


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """A class; `mean` is the points that a learner has on the average of those who could be judged."""

    learners: int
    points: float
    max_points: float
    mean: float | None
    questions: tuple[QuestionTally, ...]
    mistakes: tuple[MistakeTally, ...]
    missing: tuple[Missing, ...]
    unreadable: tuple[Trouble, ...]
    failed: tuple[Trouble, ...]


def row_of(report: Report) -> Row:
    return Row(
        learner=report.learner or "",
        marks=tuple(_mark(result) for result in report.questions),
        points=report.summary.points,
        max_points=report.summary.max_points,
        problem=_first(report, Why.NO_SUBMISSION),
        fault=_first(report, Why.FAULT),
    )


def tally(rows: Sequence[Row], questions: Sequence[Question]) -> Tally:
    """Of these questions, which are those of every row."""
    judged = [row for row in rows if not row.fault]
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for row in rows:
        for mark in row.marks if not row.problem else ():
            marks[mark.address].append(mark)
    return Tally(
        learners=len(rows),
        points=round(sum(row.points for row in rows), 4),
        max_points=round(sum(row.max_points for row in rows), 4),
        mean=round(sum(row.points for row in judged) / len(judged), 4) if judged else None,
        questions=tuple(_question(q, marks[q.address]) for q in questions if q.has_code),
        mistakes=_mistakes(rows, questions),
        missing=tuple(
            Missing(row.learner, tuple(mark.address for mark in row.marks if mark.is_missing))
            for row in rows
            if not row.problem and any(mark.is_missing for mark in row.marks)
        ),
        unreadable=tuple(Trouble(row.learner, row.problem) for row in rows if row.problem),
        failed=tuple(Trouble(row.learner, row.fault) for row in rows if row.fault),
    )


def _mark(result: QuestionResult) -> Mark:
    notes = {c.mistake.name: c.mistake for c in result.criteria if c.mistake}
    return Mark(
        address=result.address,
        verdict=result.verdict,
        points=result.points,
        is_missing=result.verdict is Verdict.TODO or bool(told(result, Why.MISSING)),
        mistakes=tuple(notes.values()),
    )


def _first(report: Report, why: Why) -> str:
    return next((said for result in report.questions if (said := told(result, why))), "")


def _question(question: Question, marks: Iterable[Mark]) -> QuestionTally:
    answered = [mark for mark in marks if mark.is_judged and not mark.is_missing]
    right = sum(mark.verdict.is_right for mark in answered)
    return QuestionTally(
        address=question.address,
        label=question.label,
        title=question.title,
        answered=len(answered),
        right=right,
        share=round(right / len(answered), 4) if answered else None,
    )


def _mistakes(rows: Iterable[Row], questions: Sequence[Question]) -> tuple[MistakeTally, ...]:
    """The commonest first."""
    labels = {str(question.address): question.label for question in questions}
    explanations: dict[tuple[str, str], str] = {}
    learners: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for mark in row.marks:
            for note in mark.mistakes:
                learners[mark.address, note.name] += 1
                explanations.setdefault((mark.address, note.name), note.explanation)
    common = sorted(learners, key=lambda mistake: -learners[mistake])
    return tuple(
        MistakeTally(
            address=address,
            label=labels[address],
            name=name,
            explanation=explanations[address, name],
            learners=learners[address, name],
        )
        for address, name in common
    )
