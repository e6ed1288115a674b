"""One check: questions and answers in, a report out.

report = check(course, questions, answers=lambda question: folder / f"{question.stem}.py")
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ch4 import __version__
from ch4.course import Course, Question
from ch4.errors import BrokenCourse, MachineFault
from ch4.grading.answer import JudgedAnswer
from ch4.grading.judging import Judging
from ch4.grading.plugin import GraderPlugin
from ch4.report import CriterionResult, QuestionResult, Report, Verdict, question_verdict, summarize
from ch4.worker import Workers

Answers = Callable[[Question], Path]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to check. `device` is `cpu`, `cuda` or `mps`; `seconds` overrides every question's limit."""

    device: str = "cpu"
    seed: int = 0
    seconds: float | None = None
    learner: str | None = None
    root: Path = Path()


def check(
    course: Course,
    questions: Sequence[Question],
    answers: Answers,
    workers: Workers,
    options: Options,
    on_question: Callable[[QuestionResult], None] = lambda result: None,
) -> Report:
    """Judge the answers to these questions, in their order; `on_question` hears of each as it is done.

    Raises `BrokenCourse` when a grader or a solution is at fault, `MachineFault` when no worker can be had,
    and `KeyboardInterrupt` when the user had enough.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    results: dict[str, QuestionResult] = {}

    def finished(result: QuestionResult) -> None:
        results[result.address] = result
        on_question(result)

    for question in questions:
        if not question.has_code:
            finished(_without_code(question))
    with_code = [question for question in questions if question.has_code]
    if with_code:
        _judge(course, with_code, answers, workers, options, finished)
    ordered = tuple(results[question.address] for question in questions)
    return Report(
        version=__version__,
        course=course.name,
        learner=options.learner,
        device=options.device,
        seed=options.seed,
        started=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=round(time.perf_counter() - clock, 3),
        summary=summarize(ordered),
        questions=ordered,
    )


def _judge(
    course: Course,
    questions: Sequence[Question],
    answers: Answers,
    workers: Workers,
    options: Options,
    finished: Callable[[QuestionResult], None],
) -> None:
    graders = {course.grader(question): question for question in questions}
    if missing := [path for path in graders if not path.is_file()]:
        raise BrokenCourse(
            f"there is no grader {missing[0]}", todo="write it, or take the question out of course.toml"
        )

    def judging(question: Question) -> Judging:
        limits = dataclasses.replace(
            question.limits,
            seconds=options.seconds or question.limits.seconds,
            address_space=options.device == "cpu",
        )
        path = answers(question).absolute()
        answer = JudgedAnswer(workers, path, limits, options.seed)
        return Judging(answer, path, course.solution(question), options.seed)

    plugin = GraderPlugin(
        graders,
        judging,
        lambda question, judged: finished(_result(question, judged, options.root)),
        device=options.device,
        seed=options.seed,
    )
    try:
        code = _run_pytest(course, plugin)
    finally:
        plugin.abandon()
    if plugin.fault:
        raise plugin.fault
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise MachineFault(f"pytest could not run the graders (exit code {code})", todo="run `ch4 doctor`")
    for path, question in graders.items():
        if question.address not in plugin.seen:
            raise BrokenCourse(f"{path} has no test", todo="write one for each criterion")


# pytest's own plugins that a check has no use for: each costs time, writes files or talks to the terminal.
_UNUSED = (
    "terminal", "cacheprovider", "faulthandler", "doctest", "junitxml", "pastebin", "debugging", "unittest",
    "stepwise", "setuponly", "setupplan", "unraisableexception", "threadexception", "logging",
)  # fmt: skip


def _run_pytest(course: Course, plugin: GraderPlugin) -> int:
    arguments = [
        # The folder, from which the plugin picks: pytest would go through it once for each path in it.
        str(course.root / "graders"),
        f"--config-file={Path(__file__).parent / 'pytest.ini'}",
        f"--rootdir={course.root}",
        f"--confcutdir={course.root / 'graders'}",
        "--import-mode=importlib",
        "--capture=sys",
        *(f"-pno:{name}" for name in _UNUSED),
    ]
    with _own_environment(), _own_modules(course.root / "graders"):
        return int(pytest.main(arguments, plugins=[plugin]))


@contextlib.contextmanager
def _own_modules(folder: Path) -> Iterator[None]:
    """Graders are read anew by each check: pytest would take them from `sys.modules`, where a grader of
    another course, or one that has changed since, may stand under the same name."""
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if (file := getattr(sys.modules[name], "__file__", None)) and Path(file).is_relative_to(folder):
                del sys.modules[name]


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """What a shell or a CI job sets for another pytest run must not change a verdict."""
    ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _result(question: Question, judged: Judging, root: Path) -> QuestionResult:
    criteria = tuple(judged.results.values())
    verdict = question_verdict(result.verdict for result in criteria)
    skipped = verdict is Verdict.SKIPPED
    return QuestionResult(
        address=question.address,
        label=question.label,
        title=question.title,
        section=question.section,
        file=_relative(judged.file, root),
        verdict=verdict,
        points=round(question.points * judged.share, 4),
        max_points=0.0 if skipped else question.points,
        seconds=round(time.perf_counter() - judged.started, 3),
        output=judged.answer.output(),
        criteria=criteria,
    )


def _without_code(question: Question) -> QuestionResult:
    return QuestionResult(
        address=question.address,
        label=question.label,
        title=question.title,
        section=question.section,
        file="",
        verdict=Verdict.SKIPPED,
        points=0.0,
        max_points=0.0,
        seconds=0.0,
        criteria=(
            CriterionResult(
                name="in_words",
                sentence="This question is answered in words.",
                verdict=Verdict.SKIPPED,
                message="it is answered in words, not in code",
            ),
        ),
    )


def _relative(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root.absolute()).as_posix()
    except ValueError:
        return path.as_posix()
