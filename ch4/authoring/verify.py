"""Proving a grader: everything whose verdict is known beforehand gets that verdict, over several seeds.

    solution   → pass                      mistake  → not right, and diagnosed as itself
    stub       → todo                      right_*  → pass or nit
    mutant   → not right without a word    wrong_*  → not right, not skipped

`right_*.py` and `wrong_*.py` are answers in `tests/answers/<address>/` of the course. A mistake becomes the
file of a learner who makes it, and is judged as every answer is: in a worker, by the grader.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Literal

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import BrokenCourse, Ch4Error
from ch4.grading.mistakes import Mistake, mistakes_of
from ch4.grading.session import Options, check
from ch4.report import QuestionResult, Verdict
from ch4.worker import Workers, open_workers
from ch4.worker.isolation import die_with_parent

Kind = Literal["solution", "stub", "mistake", "right", "wrong", "mutant", "quiz"]


@dataclass(frozen=True)
class Trial:
    """An answer whose verdict is known: `source` under the question's name, checked with every seed."""

    address: Address
    kind: Kind
    name: str
    source: bytes
    seeds: tuple[int, ...]
    limit: float | None = None  # seconds for each criterion, when not the question's own


@dataclass(frozen=True)
class Outcome:
    """What became of a trial; `problem` is empty when it was judged as it should be."""

    trial: Trial
    problem: str
    seconds: float


def trials(course: Course, question: Question, seeds: tuple[int, ...]) -> Iterator[Trial]:
    """All that is to be tried of one question. Raises `BrokenCourse` where one of its files is missing."""

    def trial(kind: Kind, name: str, source: bytes, seeds: tuple[int, ...] = seeds) -> Trial:
        return Trial(question.address, kind, name, source, seeds)

    solution = _read(course.solution(question))
    yield trial("solution", "solution", solution)
    yield trial("stub", "stub", _read(course.stub(question)), seeds[:1])
    for mistake in grader_mistakes(course, question):
        yield trial("mistake", mistake.name, mistake.as_answer(solution.decode()).encode())
    for path in sorted(course.answers(question).glob("*.py")):
        if path.name.startswith("right_"):
            yield trial("right", path.stem, _read(path))
        elif path.name.startswith("wrong_"):
            yield trial("wrong", path.stem, _read(path))


def grader_mistakes(course: Course, question: Question) -> tuple[Mistake, ...]:
    """The mistakes that a question's grader knows."""
    path = course.grader(question)
    try:
        spec = importlib.util.spec_from_file_location(f"ch4_verify_{question.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module: ModuleType = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # where a class that is a mistake looks its file up
        spec.loader.exec_module(module)
    except Ch4Error:
        raise
    except Exception as error:
        raise BrokenCourse(f"{path}: {type(error).__name__}: {error}", todo="mend the grader") from error
    return mistakes_of(module)


def run(course: Course, trials: Sequence[Trial], jobs: int) -> Iterator[Outcome]:
    """Judge every trial, on `jobs` processes; outcomes come as they are known."""
    if jobs <= 1 or len(trials) <= 1:
        with open_workers(course.preload) as workers:
            for trial in trials:
                yield _run(course, trial, workers)
        return
    # Not forked: this process may have imported torch, whose threads do not survive it.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (course.root,)) as pool:
        for future in as_completed([pool.submit(_run_here, trial) for trial in trials]):
            yield future.result()


_here: tuple[Course, Workers] | None = None
_open = ExitStack()  # a pool's process has no end of its own to close it; the fork server ends when we do


def _begin(root: Path) -> None:
    global _here
    die_with_parent()  # a pool's process would otherwise wait for ever for a parent that was killed
    course = Course.load(root)
    _here = course, _open.enter_context(open_workers(course.preload))


def _run_here(trial: Trial) -> Outcome:
    assert _here is not None
    return _run(_here[0], trial, _here[1])


def _run(course: Course, trial: Trial, workers: Workers) -> Outcome:
    question = course.question(trial.address)
    seconds = 0.0
    with tempfile.TemporaryDirectory(prefix="ch4-verify-") as folder:
        file = Path(folder).resolve() / f"{question.stem}.py"
        file.write_bytes(trial.source)
        for seed in trial.seeds:
            options = Options(seed=seed, root=file.parent, seconds=trial.limit)
            try:
                report = check(course, [question], lambda _: file, workers, options)
            except Ch4Error as error:
                return Outcome(trial, str(error), seconds)
            result = report.questions[0]
            seconds += result.seconds
            if problem := _problem(trial, result):
                return Outcome(trial, f"{problem} (seed {seed})", seconds)
    return Outcome(trial, "", seconds / len(trial.seeds))


def _problem(trial: Trial, result: QuestionResult) -> str:
    verdict = result.verdict
    match trial.kind:
        case "solution":
            return "" if verdict is Verdict.PASS else f"the solution gets {_told(result)}"
        case "stub":
            return "" if verdict is Verdict.TODO else f"the stub gets {_told(result)}"
        case "right":
            return "" if verdict.is_right else f"a right answer gets {_told(result)}"
        case "mistake":
            told = [criterion.mistake.name for criterion in result.criteria if criterion.mistake]
            if verdict.satisfies:
                return f"the mistake gets {_told(result)}"
            if told[:1] != [trial.name]:
                return f"the mistake is told as {told[0] if told else 'none'}: {_told(result)}"
            return ""
        case "mutant":
            return "survives" if verdict.satisfies and verdict is not Verdict.NIT else ""
        case _:
            return f"a wrong answer gets {_told(result)}" if verdict.satisfies else ""


def _told(result: QuestionResult) -> str:
    """The verdict, and why, in one line."""
    why = [f"{c.name}: {c.message}" for c in result.criteria if not c.verdict.satisfies]
    return f"{result.verdict}{' – ' + why[0] if why else ''}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="each question has this file"
        ) from error
