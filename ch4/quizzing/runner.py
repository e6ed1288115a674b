"""What of the quiz runs code: completions, code in open answers, the learner's own curves.

Workers are opened when the first of these is met, so that a quiz in words never waits for torch.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from ch4.course import Course, Limits
from ch4.quizzing.code_answers import code_in, mark_with_code
from ch4.quizzing.items import OpenItem
from ch4.quizzing.mark import Mark
from ch4.quizzing.rubric import mark_open
from ch4.worker import Died, Raised, Returned, TimedOut, Workers, open_workers

_SNIPPET = Limits(seconds=10)
_CURVE = """
def curve(answer, name, xs):
    import torch
    return [float(y) for y in getattr(answer, name)(torch.tensor(xs))]
"""


class Runner:
    """A context: on leaving it, nothing that it started is left running."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._stack = ExitStack()
        self._workers: Workers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def mark_open(self, item: OpenItem, answer: str) -> Mark:
        """Mark an open answer; the code in it is run where the item says so."""
        if item.code and code_in(answer):
            return mark_with_code(item, answer, self._course, self._opened())
        return mark_open(item, answer)

    def problem(self, code: str) -> str | None:
        """Run a snippet: None, or what went wrong in one line."""
        _, problem = self.run(code)
        return problem

    def run(self, code: str) -> tuple[str, str | None]:
        """What a snippet printed, and what went wrong."""
        with tempfile.TemporaryDirectory(prefix="ch4-quiz-") as folder:
            path = Path(folder) / "snippet.py"
            path.write_text(code, encoding="utf-8")
            with self._opened().start(path, _SNIPPET) as worker:
                outcome = worker.load(seed=0)
        return worker.output(), _told(outcome)

    def curve(self, answer: Path, function: str, xs: Sequence[float]) -> list[float] | None:
        """What a function of the learner's answer gives for these numbers; None where it gives nothing."""
        if not answer.is_file():
            return None
        with self._opened().start(answer, _SNIPPET) as worker:
            if worker.load(seed=0):
                return None
            outcome = worker.call("curve", (function, list(xs)), {}, seconds=_SNIPPET.seconds, probe=_CURVE)
        match outcome:
            case Returned(value=list() as ys) if len(ys) == len(xs):
                return [float(y) if isinstance(y, (int, float)) else 0.0 for y in ys]
        return None

    def _opened(self) -> Workers:
        if self._workers is None:
            self._workers = self._stack.enter_context(open_workers(self._course.preload))
        return self._workers


def _told(outcome: Raised | TimedOut | Died | None) -> str | None:
    match outcome:
        case Raised(type_name=name, message=message):
            return f"{name}: {message}" if message else name
        case TimedOut(seconds=seconds):
            return f"it did not end within {seconds:g} s"
        case Died(how=how):
            return how
    return None
