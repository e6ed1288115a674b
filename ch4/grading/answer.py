"""The answer as a grader sees it: an object whose functions can be called, wherever they run.

    answer.f(1, b=2)      → Result          a copy of the arguments goes out, plain data comes back
    probe(answer, x)      → Result          `@in_worker def probe(answer, x): …`, run beside the answer
    result.real()         → the value       with real tensors and arrays in it

A call that does not come back raises `CallFailed`, which the plugin turns into the criterion's verdict.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ch4.course import Limits
from ch4.errors import BrokenCourse
from ch4.grading.randomness import Generators, seed_everything
from ch4.grading.source import names_used, self_contained
from ch4.worker import Died, Misfit, Missing, Outcome, Raised, Returned, TimedOut, Value, Worker, Workers
from ch4.worker.codec import Encoder, Plain, decode, revive
from ch4.worker.execute import invoke, load
from ch4.worker.protocol import Call, Sent

FILE = "the file"  # the name of the call that loads it
_MAX_STOPS = 2  # time-outs and deaths of one question's answer, before the rest of it is not tried any more


@dataclass(frozen=True)
class Result:
    """A call that came back. `value` is as it crossed: tensors are `TensorValue`; `real()` revives them.

    `changed` holds the argument tensors that were changed in place, by their number among the argument
    tensors; `printed` is the end of what the call printed; `seconds` its time in the worker.
    """

    name: str
    value: Value
    changed: dict[int, Value]
    printed: str
    seconds: float

    def real(self) -> Any:
        """The value with real tensors and arrays."""
        return revive(self.value)


Failure = Raised | Missing | Misfit | TimedOut | Died


class CallFailed(Exception):
    """A call that gave no value; `outcome` says why. `probe` is the source of the probe that made it."""

    def __init__(self, name: str, outcome: Failure, probe: str | None = None) -> None:
        super().__init__(name, outcome)
        self.name = name
        self.outcome = outcome
        self.probe = probe


class SolutionFailed(CallFailed):
    """A call of the solution that gave no value: it is broken, or an answer's value was passed to it."""


class NotJudged(Exception):
    """A call that was not made, because an earlier one took the answer down."""


@dataclass(frozen=True)
class Exchange:
    """One call of a function, or of a probe with its source, and what became of it."""

    name: str
    outcome: Outcome
    probe: str | None = None

    @property
    def functions(self) -> tuple[str, ...]:
        """The answer's functions that were called for."""
        return names_used(self.probe, self.name) if self.probe else (self.name,)


class Answer:
    """What a grader gets: each of its names is a function of the file, `source` excepted."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def __getattr__(self, name: str) -> Callable[..., Result]:
        if name.startswith("__"):
            raise AttributeError(name)
        return functools.partial(self._subject.call, name, None)

    @property
    def source(self) -> str:
        """The text of the file, for the rare question about form."""
        return self._subject.source


class Subject(ABC):
    """A file whose functions are called: the learner's answer, the solution, or a known mistake."""

    failure = CallFailed

    def __init__(self, seed: int) -> None:
        self.exchanges: list[Exchange] = []
        self._next_seed: int | None = seed

    def begin(self, seed: int) -> None:
        """A new criterion: its own random numbers, its own record."""
        self.exchanges = []
        self._next_seed = seed

    def call(self, name: str, probe: str | None, /, *args: Plain, **kwargs: Plain) -> Result:
        """Call a function of the file, or a probe given as source. Raises `CallFailed`."""
        outcome = self._outcome(name, probe, _plain(args), _plain(kwargs))
        self.exchanges.append(Exchange(name, outcome, probe))
        if not isinstance(outcome, Returned):
            raise self.failure(name, outcome, probe)
        return Result(name, outcome.value, outcome.changed, outcome.printed, outcome.seconds)

    @property
    @abstractmethod
    def source(self) -> str:
        """The text of the file."""

    @abstractmethod
    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        """Make the call, wherever the functions are."""


class JudgedAnswer(Subject):
    """The learner's answer, in a worker that is started when it is first needed."""

    def __init__(self, workers: Workers, path: Path, limits: Limits, seed: int) -> None:
        super().__init__(seed)
        self._workers = workers
        self._path = path
        self._limits = limits
        self._seed = seed
        self._stack = contextlib.ExitStack()
        self._worker: Worker | None = None
        self._output = ""
        self._left = limits.seconds
        self._source: str | None = None
        self._stopped: dict[str, str] = {}
        self.load_seconds = 0.0

    @property
    def source(self) -> str:
        if self._source is None:
            # Read once, and before the answer runs: it may overwrite itself, and by a pipe at that.
            with contextlib.suppress(OSError):
                self._source = self._path.read_text(encoding="utf-8", errors="replace")
        return self._source or ""

    def begin(self, seed: int) -> None:
        """A new criterion has its own seconds, too."""
        super().begin(seed)
        self._left = self._limits.seconds

    def load(self) -> Raised | TimedOut | Died | None:
        """Start a worker and run the answer's file in it; None when that went well."""
        _ = self.source
        self._worker = self._stack.enter_context(self._workers.start(self._path, self._limits))
        start = time.monotonic()
        failed = self._worker.load(self._seed)
        self.load_seconds = time.monotonic() - start
        return failed

    def output(self) -> str:
        return self._output + (self._worker.output() if self._worker else "")

    def close(self) -> None:
        self._stack.close()
        if self._worker:
            self._output += self._worker.output()
            self._worker = None

    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        if name in self._stopped or len(self._stopped) >= _MAX_STOPS:
            how = self._stopped.get(name) or next(reversed(self._stopped.values()))
            raise NotJudged(f"not judged: {how} before")
        worker = self._running()
        seed, self._next_seed = self._next_seed, None
        start = time.monotonic()
        outcome: Outcome = TimedOut(0)
        if self._left > 0:
            outcome = worker.call(name, args, kwargs, seconds=self._left, seed=seed, probe=probe)
        self._left -= time.monotonic() - start
        if isinstance(outcome, (TimedOut, Died)):
            self._stopped[name] = f"{'your code' if probe else f'`{name}`'} did not come back"
        if isinstance(outcome, TimedOut):
            # The seconds are the criterion's; its earlier calls may have used most of them.
            return TimedOut(self._limits.seconds, outcome.line)
        return outcome

    def _running(self) -> Worker:
        if self._worker and self._worker.is_alive:
            return self._worker
        self.close()
        failed = self.load()
        assert self._worker
        if failed:
            self._stopped[FILE] = "the file did not run to its end"
            self.close()
            raise CallFailed(FILE, failed)
        return self._worker


class LocalAnswer(Subject):
    """Trusted code in the judge's own process, called exactly as an answer is."""

    failure = SolutionFailed

    def __init__(self, module: ModuleType, seed: int = 0) -> None:
        super().__init__(seed)
        self._module = module
        self._generators = Generators()

    @classmethod
    def load(cls, path: Path, seed: int) -> LocalAnswer:
        """A solution. Raises `BrokenCourse` when its file does not run."""
        search_path = list(sys.path)
        try:
            with Generators().in_use():
                module = load(path, seed)
        finally:
            sys.path[:] = search_path  # loading puts the file's folder first: right in a worker, not here
        if isinstance(module, Raised):
            where = f"{path}:{module.line}" if module.line else str(path)
            raise BrokenCourse(f"{where}: {module.type_name}: {module.message}", todo="mend the solution")
        return cls(module, seed)

    def rewritten(self, source: str) -> ModuleType:
        """The module that this source makes, in the place of the file's own."""
        module = ModuleType(self._module.__name__)
        module.__file__ = self._module.__file__
        exec(compile(source, str(module.__file__), "exec"), module.__dict__)
        return module

    def afresh(self, seed: int) -> LocalAnswer:
        """The same code as another answer, with random numbers and a record of its own."""
        return LocalAnswer(self._module, seed)

    @property
    def source(self) -> str:
        return Path(self._module.__file__ or "").read_text(encoding="utf-8")

    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        encoder = Encoder()
        call = Call(name, encoder.encode(args), encoder.encode(kwargs), 0, None, probe)
        # The worker gets its own copy through the pipe; here the copy has to be made.
        buffers = [memoryview(bytearray(buffer)) for buffer in encoder.buffers]
        seed, self._next_seed = self._next_seed, None
        with self._generators.in_use():
            if seed is not None:
                seed_everything(seed)
            reply, out = invoke(self._module, call, buffers)
        if not isinstance(reply, Sent):
            assert isinstance(reply, (Raised, Missing, Misfit))
            return reply
        changed = {number: decode(node, out) for number, node in reply.changed}
        return Returned(decode(reply.value, out), changed, reply.printed, reply.seconds)


def in_worker(function: Callable[..., Any]) -> Callable[..., Result]:
    """Run this function beside the answer, in the worker, and get back the plain data that it returns.

    It is shipped as source: it may use modules that the grader's file imports, and nothing else from there.
    Its first parameter is the answer; there the answer's functions return what they return, not a `Result`.
    """
    source = self_contained(function, function.__name__)

    @functools.wraps(function)
    def run(answer: Answer, /, *args: Plain, **kwargs: Plain) -> Result:
        return answer._subject.call(function.__name__, source, *args, **kwargs)

    return run


def _plain(value: Any) -> Any:
    """Results may be passed on as arguments."""
    if isinstance(value, Result):
        return value.value
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
