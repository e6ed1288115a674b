"""A class graded: which submissions have changed, who judges them, and what is written when.

    graded = grade(course, questions, folders, out, conditions, jobs=2, again=False, watch=watch)
    graded.tally, graded.judged, graded.unchanged

Reports are written one by one, as they come; the gradebook once all are there.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from ch4 import __version__
from ch4.batch import pool
from ch4.batch.gradebook import canvas, gradebook
from ch4.batch.out import GradedReport, Out
from ch4.batch.place import place
from ch4.batch.submission import Submission, read
from ch4.batch.tally import Row, Tally, row_of, tally
from ch4.batch.task import Conditions, Task, basis, fingerprint
from ch4.batch.unjudged import Why, unjudged, was_judged
from ch4.course import Course, Question
from ch4.errors import BrokenCourse, WrongUsage
from ch4.report import Report, from_json, summarize
from ch4.worker import isolation

GRADEBOOK, CANVAS = "gradebook.csv", "canvas.csv"
_PATIENCE_S = 600.0  # for a process to begin
_CRITERIA = 60  # more than a question has; each of them may take the question's seconds


class Watch(Protocol):
    """Who wants to know how far it is."""

    def planned(self, learners: int, unchanged: int) -> None:
        """All that is known before anything is judged."""

    def began(self, learner: str) -> None:
        """It is being judged now."""

    def finished(self, row: Row) -> None:
        """Its report is written."""


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A class, all of it; `judged` now, or `unchanged` since. `others`: reports of who handed in nothing."""

    tally: Tally
    judged: int
    unchanged: int
    others: int


def grade(
    course: Course,
    questions: Sequence[Question],
    folders: Sequence[Path],
    out: Out,
    conditions: Conditions,
    *,
    jobs: int,
    again: bool,
    watch: Watch,
) -> Graded:
    """Judge what has changed, and write all that there is to write.

    Raises `BrokenCourse` where not even the course's own solutions can be judged, and `WrongUsage` where
    `out` holds the answers to other questions.
    """
    base = basis(course, questions, conditions)
    rows: dict[str, Row] = {}
    if not again:
        rows = _unchanged(course, questions, folders, out, base)
    changed = [folder for folder in folders if folder.name not in rows]
    unchanged = len(rows)
    watch.planned(len(folders), unchanged)
    # What learners wrote runs as this user: it must not reach into the process that holds all the grades.
    with isolation.hidden(), place() as folder:
        run = _Run(course, tuple(questions), conditions, folder)
        with closing(run.reports(changed, jobs, watch)) as reports:
            for submission, report in reports:
                row = row_of(report)
                made_from = "" if row.fault else fingerprint(submission, base)
                graded = GradedReport(**msgspec.structs.asdict(report), fingerprint=made_from)
                out.keep(submission.folder, graded)
                rows[submission.folder] = row
                watch.finished(row)
    ordered = [rows[folder.name] for folder in folders]
    out.write(GRADEBOOK, gradebook(ordered, questions))
    out.write(CANVAS, canvas(ordered, course.title, questions))
    return Graded(
        tally=tally(ordered, questions),
        judged=len(changed),
        unchanged=unchanged,
        others=out.others({folder.name for folder in folders}),
    )


def _unchanged(
    course: Course, questions: Sequence[Question], folders: Sequence[Path], out: Out, base: str
) -> dict[str, Row]:
    """Those whose report is there, and would be made from the same today."""
    rows = {}
    asked = {question.address for question in questions}
    for folder in folders:
        kept = out.kept(folder.name)
        if kept is None:
            continue
        # Hours of judging would else be gone by a word too many or too few.
        if kept.course != course.name or not {q.address for q in kept.questions} <= asked:
            raise WrongUsage(
                f"{out.root} holds reports on other questions",
                todo="name another folder with -o, or replace them with --again",
            )
        if kept.fingerprint == fingerprint(read(folder, course.questions), base):
            rows[folder.name] = row_of(kept)
    return rows


@dataclass(frozen=True)
class _Run:
    """What all submissions have in common while they are judged."""

    course: Course
    questions: tuple[Question, ...]
    conditions: Conditions
    place: Path

    def reports(
        self, folders: Sequence[Path], jobs: int, watch: Watch
    ) -> Generator[tuple[Submission, Report]]:
        """Each submission and its report, as they are done."""
        is_sound = False
        with closing(self._events(folders, min(jobs, len(folders)))) as events:
            for event in events:
                submission = event.task.submission
                match event:
                    case pool.Began():
                        watch.began(submission.learner)
                    case pool.Judged(report=data):
                        report = from_json(data)
                        is_sound = is_sound or was_judged(report)
                        yield submission, report
                    case pool.Faulted(why=why):
                        if not is_sound:
                            self._prove_course()
                            is_sound = True
                        yield submission, self._without_result(submission, why)

    def _events(self, folders: Sequence[Path], jobs: int) -> Generator[pool.Event]:
        # Read when it is their turn, and not kept: a class may be larger than memory.
        tasks = (self._task(read(folder, self.course.questions)) for folder in folders)
        longest = max(
            (self.conditions.seconds or question.limits.seconds for question in self.questions), default=0.0
        )
        return pool.run(
            tasks, self.course.root, self.place, jobs=jobs, patience=_PATIENCE_S + _CRITERIA * longest
        )

    def _task(self, submission: Submission) -> Task:
        addresses = tuple(question.address for question in self.questions)
        return Task(submission=submission, addresses=addresses, conditions=self.conditions)

    def _prove_course(self) -> None:
        """A fault at the very beginning may be everybody's. Raises `BrokenCourse` if it is."""
        with closing(self._events([self.course.root / "solutions"], 1)) as events:
            for event in events:
                if isinstance(event, pool.Faulted):
                    raise BrokenCourse(f"not even the course's own solutions can be judged: {event.why}")

    def _without_result(self, submission: Submission, why: str) -> Report:
        """Nothing won and nothing lost: this machine could not judge it."""
        message = f"{why}; this is not the learner's fault"
        results = tuple(unjudged(question, "", Why.FAULT, message) for question in self.questions)
        return Report(
            version=__version__,
            course=self.course.name,
            learner=submission.learner,
            device=self.conditions.device,
            seed=self.conditions.seed,
            started=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            seconds=0.0,
            summary=summarize(results),
            questions=results,
        )
