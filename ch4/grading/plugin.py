"""The pytest plugin: gives graders their fixtures and turns each test's outcome into a criterion's result.

pytest collects and runs; the verdict comes from the exception a test ended with, seen in
`pytest_runtest_makereport`. A grader's file is one question; its answer's worker lives as long as its tests.
"""

from __future__ import annotations

import inspect
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ch4.course import Question
from ch4.errors import BrokenCourse, Ch4Error
from ch4.grading.answer import Answer, CallFailed, JudgedAnswer, LocalAnswer
from ch4.grading.criterion import Mismatch
from ch4.grading.mistakes import Mistake, diagnose, mistakes_of
from ch4.grading.verdicts import Waits, failed_call, judged, line_of
from ch4.report import CriterionResult, Metric, Verdict

if TYPE_CHECKING:
    import torch

    from ch4.datasets import Digits

OnCriteria = Callable[[Question, "Judging"], None]


class Judging:
    """One question while its grader runs."""

    def __init__(self, answer: JudgedAnswer, file: Path, solution: Path, seed: int) -> None:
        self.answer = answer
        self.file = file
        self.seed = seed
        self.results: dict[str, CriterionResult] = {}
        self.weights: dict[str, float] = {}
        self.free: set[str] = set()  # criteria that this machine cannot judge: they cost no points
        self.started = time.perf_counter()
        self._solution = solution
        self._local: LocalAnswer | None = None

    @property
    def solution(self) -> LocalAnswer:
        if self._local is None:
            self._local = LocalAnswer.load(self._solution, self.seed)
        return self._local

    def add(self, result: CriterionResult, weight: float = 1.0) -> None:
        self.results[result.name] = result
        self.weights[result.name] = weight

    @property
    def share(self) -> float:
        """The part of the question's points that is earned."""
        counted = [name for name in self.results if name not in self.free]
        total = sum(self.weights[name] for name in counted)
        earned = sum(self.weights[name] for name in counted if self.results[name].verdict.is_right)
        return earned / total if total else 0.0


class GraderPlugin:
    """Registered with `pytest.main`. `judging` makes a question's state, `finished` hears of its end."""

    def __init__(
        self,
        questions: dict[Path, Question],
        judging: Callable[[Question], Judging],
        finished: OnCriteria,
        *,
        device: str,
        seed: int,
    ) -> None:
        self._questions = questions
        self._judging = judging
        self._finished = finished
        self._device = device
        self._seed = seed
        self._current: tuple[Question, Judging] | None = None
        self._measured: dict[str, Metric] = {}
        self._said: list[str] = []
        self.fault: Ch4Error | None = None
        self.seen: set[str] = set()

    # -- fixtures ------------------------------------------------------------------------------------------

    @pytest.fixture
    def answer(self, request: pytest.FixtureRequest) -> JudgedAnswer:
        """The learner's answer."""
        return self._now.answer

    @pytest.fixture
    def solution(self) -> LocalAnswer:
        """The reference solution, called exactly as the answer is."""
        return self._now.solution

    @pytest.fixture
    def generator(self, request: pytest.FixtureRequest) -> torch.Generator:
        """A `torch.Generator` on the CPU, seeded from `--seed` and the criterion's name."""
        return _generator(self._seed_of(request.node.name))

    @pytest.fixture
    def device(self) -> str:
        """Where the answer is to train: `cpu`, `cuda` or `mps`."""
        return self._device

    @pytest.fixture(scope="session")
    def mnist(self) -> Digits:
        """The digits; on a machine without MNIST, drawn ones (`is_real` says which)."""
        from ch4.datasets import mnist

        return mnist()

    @pytest.fixture
    def measure(self) -> Callable[..., None]:
        """`measure(accuracy=0.97)` puts what was measured into the report."""

        def measure(**metrics: Metric) -> None:
            self._measured |= metrics

        return measure

    @pytest.fixture
    def say(self) -> Callable[[str], None]:
        """`say("…")` puts a remark into the report, whatever the verdict."""
        return self._said.append

    # -- hooks ---------------------------------------------------------------------------------------------

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "criterion(after, weight, needs, hint): see ch4.grading.criterion")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.fault is None:
            reason = str(report.longrepr).strip().splitlines()[-1]
            self.fault = BrokenCourse(f"{report.nodeid}: {reason}", todo="mend the grader")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function, nextitem: pytest.Item | None) -> Iterator[None]:
        question = self._questions[item.path]
        if self._current is None or self._current[0] is not question:
            self._current = (question, self._judging(question))
            self.seen.add(question.address)
        result = yield
        if self.fault:
            item.session.shouldstop = "the course or the machine is at fault"
        elif nextitem is None or nextitem.path != item.path:
            self._finish()
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        self._measured, self._said = {}, []
        now = self._now
        if not now.results:
            self._load(now)
        if "loads" in now.results:
            raise Waits("not judged: the file does not run")
        now.answer.begin(self._seed_of(item.name))
        options = _options(item)
        for other in options.get("after", ()):
            if other in now.results and not now.results[other].verdict.is_right:
                raise Waits(f"judged once this holds: {now.results[other].sentence}")
        if options.get("needs") == "gpu" and self._device == "cpu":
            pytest.skip("there is no GPU here")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo[None]) -> Iterator[None]:
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            error = call.excinfo.value if call.excinfo else None
            if isinstance(error, Ch4Error):
                self.fault = self.fault or error
            else:
                self._judge(item, error)
        return (yield)

    def abandon(self) -> None:
        """Close the question that is being judged, if one is, without a result."""
        if self._current:
            self._current[1].answer.close()

    def _finish(self) -> None:
        assert self._current is not None
        question, now = self._current
        self._current = None
        now.answer.close()
        self._finished(question, now)

    # -- judging -------------------------------------------------------------------------------------------

    @property
    def _now(self) -> Judging:
        assert self._current is not None
        return self._current[1]

    def _seed_of(self, name: str) -> int:
        # Each criterion draws its own numbers, so that its verdict does not depend on which ran before it.
        return self._seed + zlib.crc32(name.encode())

    def _load(self, now: Judging) -> None:
        if not now.file.is_file():
            message = f"there is no file {now.file.name}; `ch4 init` puts back the stubs that are missing"
            now.add(_unloaded(Verdict.ERROR, message, None))
            return
        failed = now.answer.load()
        now.started = (
            time.perf_counter() - now.answer.load_seconds
        )  # the server's own start is not the answer's
        if failed:
            now.add(_unloaded(*failed_call(CallFailed("the file", failed))))

    def _judge(self, item: pytest.Function, error: BaseException | None) -> None:
        now, options = self._now, _options(item)
        name = item.name.removeprefix("test_")
        weight = float(options.get("weight", 1.0))
        if isinstance(error, pytest.skip.Exception):
            now.free.add(name)
            result = CriterionResult(
                name=name, sentence=_sentence(item), verdict=Verdict.SKIPPED, message=str(error)
            )
            now.add(result, weight)
            return
        exchanges = list(now.answer.exchanges)
        found = None
        if error is not None and not _is_expected(error) and self._solution_fails_too(item):
            where = f"{item.path.name}::{item.name}"
            self.fault = BrokenCourse(f"{where}: {type(error).__name__}: {error}", todo="mend the grader")
            return
        result = judged(name, _sentence(item), error)
        extra: dict[str, Any] = {"metrics": dict(self._measured)}
        if self._said:
            extra["message"] = ". ".join(filter(None, [result.message, *self._said]))
        if result.verdict in (Verdict.FAIL, Verdict.ERROR):
            found = self._mistake(item, exchanges)
            extra |= {"mistake": found.note() if found else None, "hint": options.get("hint")}
        if result.verdict in (Verdict.FAIL, Verdict.NIT) and result.line is None and exchanges:
            extra["line"] = line_of(found.replaces if found else exchanges[-1].name, now.answer.source)
        now.add(_with(result, **extra), weight)

    def _mistake(self, item: pytest.Function, exchanges: list[Any]) -> Mistake | None:
        return diagnose(
            exchanges,
            lambda other: self._run(item, other),
            mistakes_of(item.module),
            self._now.solution,
            self._seed_of(item.name),
        )

    def _solution_fails_too(self, item: pytest.Function) -> bool:
        try:
            self._run(item, self._now.solution)
        except (Exception, pytest.skip.Exception):
            return True
        return False

    def _run(self, item: pytest.Function, answer: Answer) -> None:
        """The same criterion on another answer, with the same random numbers."""
        arguments = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
        arguments["answer"] = answer
        if "generator" in arguments:
            arguments["generator"] = _generator(self._seed_of(item.name))
        for sink in ("measure", "say"):
            if sink in arguments:
                arguments[sink] = lambda *_args, **_metrics: None
        item.obj(**arguments)


def _options(item: pytest.Function) -> dict[str, Any]:
    marker = item.get_closest_marker("criterion")
    return dict(marker.kwargs) if marker else {}


def _sentence(item: pytest.Function) -> str:
    text = inspect.cleandoc(item.obj.__doc__ or item.name.removeprefix("test_").replace("_", " "))
    return " ".join(text.split())


def _is_expected(error: BaseException) -> bool:
    """Whether a criterion may end so; anything else is a fault of the grader, or of what it was given."""
    from ch4.grading.answer import NotJudged
    from ch4.grading.criterion import Nit

    return isinstance(error, (Mismatch, Nit, CallFailed, NotJudged, Waits, AssertionError))


def _generator(seed: int) -> torch.Generator:
    import torch

    return torch.Generator().manual_seed(seed)


def _unloaded(verdict: Verdict, message: str, line: int | None) -> CriterionResult:
    sentence = "The file runs from its first line to its last."
    return CriterionResult(name="loads", sentence=sentence, verdict=verdict, message=message, line=line)


def _with(result: CriterionResult, **changes: Any) -> CriterionResult:
    import msgspec

    return msgspec.structs.replace(result, **changes)
