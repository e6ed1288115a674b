"""The pytest plugin: gives graders their fixtures and turns each test's outcome into a criterion's result.

pytest collects and runs; the verdict comes from the exception a test ended with, seen in
`pytest_runtest_makereport`. A grader's file is one question; its answer's worker lives as long as its tests.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ch4.course import Question
from ch4.errors import BrokenCourse, Ch4Error
from ch4.grading.answer import Answer, Exchange, Subject
from ch4.grading.judging import Judging
from ch4.grading.measured import as_metric
from ch4.grading.mistakes import Mistake, diagnose, mistakes_of
from ch4.grading.randomness import seed_everything
from ch4.grading.verdicts import Waits, described, is_expected, judged, line_of
from ch4.report import CriterionResult, Metric, Verdict

if TYPE_CHECKING:
    import torch

    from ch4.datasets import Digits

OnCriteria = Callable[[Question, Judging], None]


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
        self._folders = {path.parent for path in questions}
        self._judging = judging
        self._finished = finished
        self._device = device
        self._seed = seed
        self._current: tuple[Question, Judging] | None = None
        self._measured: dict[str, Metric] = {}
        self._said: list[str] = []
        self.fault: BaseException | None = None
        self.seen: set[str] = set()

    # -- fixtures ------------------------------------------------------------------------------------------

    @pytest.fixture
    def answer(self) -> Answer:
        """The learner's answer."""
        return Answer(self._now.answer)

    @pytest.fixture
    def solution(self) -> Answer:
        """The reference solution, called exactly as the answer is."""
        return Answer(self._now.solution)

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

        def measure(**metrics: object) -> None:
            self._measured |= {name: as_metric(value) for name, value in metrics.items()}

        return measure

    @pytest.fixture
    def say(self) -> Callable[[str], None]:
        """`say("…")` puts a remark into the report, whatever the verdict."""
        return self._said.append

    # -- hooks ---------------------------------------------------------------------------------------------

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "criterion(after, weight, needs, hint): see ch4.grading.criterion")

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        """A grader's file that cannot be read."""
        if isinstance(node, pytest.Collector) and self.fault is None and call.excinfo is not None:
            error = call.excinfo.value
            self.fault = error if isinstance(error, Ch4Error) else _unreadable(node, error)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Of the folder of graders, those that were asked for."""
        return None if collection_path in self._questions or collection_path in self._folders else True

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {path: number for number, path in enumerate(self._questions)}
        items.sort(key=lambda item: order[item.path])

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
        now, options = self._now, _options(item)
        if not now.load():
            raise Waits("not judged: the file does not run")
        if options.get("needs") == "gpu" and self._device == "cpu":
            pytest.skip("there is no GPU here")
        for cause in _causes(options, now):
            if now.is_free(cause):
                pytest.skip(cause.message)
            raise Waits(f"judged once this holds: {cause.sentence}")
        self._begin(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Function, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """The criterion's result. What pytest would say of it, a long traceback, is for nobody."""
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            error = call.excinfo.value if call.excinfo else None
            if isinstance(error, Ch4Error):
                self.fault = self.fault or error
            else:
                self._judge(item, error)
        outcome = "failed" if call.excinfo else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """What a hook raised, or what it called: a fault of the course, the machine, or of ours."""
        self.fault = self.fault or excinfo.value
        return True  # not to be printed

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

    def _begin(self, item: pytest.Function) -> None:
        seed = self._seed_of(item.name)
        self._now.begin(seed)
        # For a grader that draws from the global generators; `generator` is the better way.
        seed_everything(seed)

    def _judge(self, item: pytest.Function, error: BaseException | None) -> None:
        now, options = self._now, _options(item)
        name, weight = item.name.removeprefix("test_"), float(options.get("weight", 1.0))
        if isinstance(error, pytest.skip.Exception):
            skipped = CriterionResult(
                name=name, sentence=_sentence(item), verdict=Verdict.SKIPPED, message=str(error)
            )
            now.add(skipped, weight, is_free=True)
            return
        exchanges = list(now.answer.exchanges)
        if error is not None and not is_expected(error) and self._solution_fails_too(item):
            self.fault = BrokenCourse(f"{item.nodeid}: {described(error)}", todo="mend the grader")
            return
        result = judged(name, _sentence(item), error)
        extra: dict[str, Any] = {"metrics": self._measured}
        if self._said:
            extra["message"] = ". ".join(filter(None, [result.message, *self._said]))
        found = None
        if result.verdict in (Verdict.FAIL, Verdict.ERROR):
            found = self._mistake(item, exchanges)
            extra |= {"mistake": found.note() if found else None, "hint": options.get("hint")}
        if result.verdict in (Verdict.FAIL, Verdict.NIT) and result.line is None and exchanges:
            extra["line"] = line_of(found.replaces if found else exchanges[-1].name, now.answer.source)
        now.add(msgspec.structs.replace(result, **extra), weight)

    def _mistake(self, item: pytest.Function, exchanges: list[Exchange]) -> Mistake | None:
        return diagnose(
            exchanges,
            lambda other: self._run(item, other),
            mistakes_of(item.module),
            self._now.solution,
            self._seed_of(item.name),
        )

    def _solution_fails_too(self, item: pytest.Function) -> bool:
        solution = self._now.solution.afresh(self._seed_of(item.name))
        try:
            self._run(item, solution)
        except (Exception, pytest.skip.Exception, pytest.fail.Exception):
            return True
        return False

    def _run(self, item: pytest.Function, other: Subject) -> None:
        """The same criterion on another answer, with the same random numbers."""
        self._begin(item)
        arguments = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
        arguments["answer"] = Answer(other)
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


def _causes(options: dict[str, Any], now: Judging) -> Iterator[CriterionResult]:
    """The criteria that have to come before this one, and are not right."""
    for test in options.get("after", ()):
        name = test.removeprefix("test_")
        for result in list(now.results.values()):
            # A parametrized criterion has a result for each of its cases, `name[case]`.
            if result.name.partition("[")[0] == name and not result.verdict.is_right:
                yield result


def _unreadable(node: pytest.Collector, error: BaseException) -> BrokenCourse:
    if isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, SyntaxError):
        where, said = f"{node.path}:{error.lineno}", f"SyntaxError: {error.msg}"
    else:
        where, said = str(node.path), described(error)
    return BrokenCourse(f"{where}: {said}", todo="mend the grader")


def _generator(seed: int) -> torch.Generator:
    import torch

    return torch.Generator().manual_seed(seed)
