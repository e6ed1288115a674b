"""One submission in, one report out: what each process of the pool does.

judge(Task(…), course, workers, on_question)   → the learner's report
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ch4.address import Address
from ch4.batch.notebook import BrokenNotebook, answers
from ch4.batch.submission import Submission
from ch4.batch.task import Task
from ch4.batch.unjudged import Why, unjudged
from ch4.course import Course, Question
from ch4.grading.session import Options, check
from ch4.notebook.cells import Answer
from ch4.notebook.judged import located
from ch4.report import QuestionResult, Report, summarize
from ch4.worker import Workers
from ch4.worker.scratch import remove


def judge(
    task: Task, course: Course, workers: Workers, on_question: Callable[[QuestionResult], None]
) -> Report:
    """The report. Raises what `ch4.grading.session.check` raises."""
    submission = task.submission
    questions = [course.question(address) for address in task.addresses]
    work = _work(submission, course)
    with _copies(work.files) as copy:
        report = check(
            course,
            [question for question in questions if question.address in work.answers or not question.has_code],
            lambda question: copy() / work.answers[question.address],
            workers,
            Options(
                device=task.conditions.device,
                seed=task.conditions.seed,
                seconds=task.conditions.seconds,
                learner=submission.learner,
            ),
            on_question,
        )
    judged = {result.address: _placed(result, work, submission) for result in report.questions}
    results = tuple(
        judged.get(question.address) or _not_judged(question, submission, work.problem)
        for question in questions
    )
    return msgspec.structs.replace(report, questions=results, summary=summarize(results))


@dataclass(frozen=True)
class _Work:
    """The files that are judged; `answers` says which is the answer to what, `cells` where in a notebook."""

    files: Mapping[str, bytes]
    answers: Mapping[Address, str]
    cells: Mapping[Address, Answer]
    problem: str = ""


def _work(submission: Submission, course: Course) -> _Work:
    if not submission.notebook:
        return _Work(submission.files, submission.answers, {}, submission.problem)
    try:
        found = answers(submission.files[submission.notebook], course)
    except BrokenNotebook as broken:
        return _Work({}, {}, {}, f"{submission.notebook}: {broken}")
    # A cell may hold half of a surrogate pair, which UTF-8 cannot carry.
    texts = {f"{q.stem}.py": answer.text.text.encode("utf-8", "replace") for q, answer in found.items()}
    return _Work(
        texts,
        {question.address: f"{question.stem}.py" for question in found},
        {question.address: answer for question, answer in found.items()},
    )


@contextmanager
def _copies(files: Mapping[str, bytes]) -> Iterator[Callable[[], Path]]:
    """Makes folders with the files as they were read, one for each answer: what one of them changes is
    changed for nobody else, and for no other answer of the same learner."""
    made = []

    def copy() -> Path:
        Path(tempfile.gettempdir()).mkdir(mode=0o700, exist_ok=True)  # an answer may have removed it
        # resolve(): a traceback names real paths, and the temporary folder may be a link.
        folder = Path(tempfile.mkdtemp(prefix="answer-")).resolve()
        made.append(folder)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    try:
        yield copy
    finally:
        for folder in made:
            remove(folder)


def _placed(result: QuestionResult, work: _Work, submission: Submission) -> QuestionResult:
    """The result in terms of what was handed in, and not of the copy."""
    for address, answer in work.cells.items():
        if address == result.address:
            return located(result, answer.text, f"{submission.notebook} cell {answer.cell}")
    names = {str(address): name for address, name in work.answers.items()}
    return msgspec.structs.replace(result, file=names.get(result.address, ""))


def _not_judged(question: Question, submission: Submission, problem: str) -> QuestionResult:
    file = f"{question.stem}.py"
    if problem:
        return unjudged(question, "", Why.NO_SUBMISSION, problem)
    if unreadable := submission.problems.get(question.address):
        return unjudged(question, file, Why.UNREADABLE, unreadable)
    if submission.notebook:
        what = f"no cell of {submission.notebook} defines what it asks for"
        return unjudged(question, submission.notebook, Why.MISSING, what)
    return unjudged(question, file, Why.MISSING, f"there is no file {file}")
