"""The answer as a grader sees it: an object whose functions can be called, wherever they run.

    answer.f(1, b=2)      → Result          a copy of the arguments goes out, plain data comes back
    probe(answer, x)      → Result          `@in_worker def probe(answer, x): …`, run beside the answer
    result.real()         → the value       with real tensors and arrays in it

A call that does not come back raises `CallFailed`, which the plugin turns into the criterion's verdict.
"""

from __future__ import annotations

import contextlib
import functools
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ch4.course import Limits
from ch4.errors import BrokenCourse
from ch4.grading.source import self_contained
from ch4.worker import Died, Misfit, Missing, Outcome, Raised, Returned, TimedOut, Value, Worker, Workers
from ch4.worker.codec import Encoder, Plain, decode, revive
from ch4.worker.execute import invoke, load
from ch4.worker.protocol import Call, Sent

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


class CallFailed(Exception):
    """A call that gave no value; `outcome` says why."""

    def __init__(self, name: str, outcome: Raised | Missing | Misfit | TimedOut | Died) -> None:
        super().__init__(name, outcome)
        self.name = name
        self.outcome = outcome


class NotJudged(Exception):
    """A call that was not made, because an earlier one took the answer down."""


@dataclass(frozen=True)
class Exchange:
    """One call and what became of it."""

    name: str
    outcome: Outcome


class Answer(ABC):
    """Something whose functions a grader calls: the learner's answer, the solution, or a known mistake."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def __getattr__(self, name: str) -> Callable[..., Result]:
        if name.startswith("__"):
            raise AttributeError(name)
        return functools.partial(self._call, name, None)

    @property
    @abstractmethod
    def source(self) -> str:
        """The text of the file, for the rare question about form."""

    @abstractmethod
    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        """Make the call, wherever the functions are."""

    def _call(self, name: str, probe: str | None, /, *args: Plain, **kwargs: Plain) -> Result:
        outcome = self._outcome(
            name, probe, _plain(args), {key: _plain(value) for key, value in kwargs.items()}
        )
        self.exchanges.append(Exchange(name, outcome))
        if not isinstance(outcome, Returned):
            raise CallFailed(name, outcome)
        return Result(name, outcome.value, outcome.changed, outcome.printed, outcome.seconds)


class JudgedAnswer(Answer):
    """The learner's answer, in a worker that is started when it is first needed."""

    def __init__(self, workers: Workers, path: Path, limits: Limits, seed: int) -> None:
        super().__init__()
        self._workers = workers
        self._path = path
        self._limits = limits
        self._seed = seed
        self._stack = contextlib.ExitStack()
        self._worker: Worker | None = None
        self._output = ""
        self._left = limits.seconds
        self._next_seed: int | None = seed
        self._stopped: list[str] = []
        self.load_seconds = 0.0

    @property
    def source(self) -> str:
        return self._path.read_text(encoding="utf-8", errors="replace")

    def begin(self, seed: int) -> None:
        """A new criterion: its own seconds, its own random numbers, its own record."""
        self.exchanges = []
        self._left = self._limits.seconds
        self._next_seed = seed

    def load(self) -> Raised | TimedOut | Died | None:
        """Start a worker and run the answer's file in it; None when that went well."""
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
            raise NotJudged(f"not judged: {self._stopped[-1]} did not come back before")
        worker = self._running()
        seed, self._next_seed = self._next_seed, None
        start = time.monotonic()
        outcome = worker.call(name, args, kwargs, seconds=max(self._left, 0.1), seed=seed, probe=probe)
        self._left -= time.monotonic() - start
        if not worker.is_alive:
            self._stopped.append(name)
        return outcome

    def _running(self) -> Worker:
        if self._worker and self._worker.is_alive:
            return self._worker
        self.close()
        failed = self.load()
        assert self._worker
        if failed:
            raise CallFailed("the file", failed)
        return self._worker


class LocalAnswer(Answer):
    """Trusted code in the judge's own process, called exactly as an answer is."""

    def __init__(self, module: ModuleType, seed: int = 0) -> None:
        super().__init__()
        self._module = module
        self._next_seed: int | None = seed

    @classmethod
    def load(cls, path: Path, seed: int) -> LocalAnswer:
        """A solution. Raises `BrokenCourse` when its file does not run."""
        module = load(path, seed)
        if isinstance(module, Raised):
            where = f"{path}:{module.line}" if module.line else str(path)
            raise BrokenCourse(f"{where}: {module.type_name}: {module.message}", todo="mend the solution")
        return cls(module, seed)

    def with_functions(self, functions: dict[str, Callable[..., Any]]) -> ModuleType:
        """The module with other functions under these names."""
        module = ModuleType(self._module.__name__)
        module.__dict__.update(self._module.__dict__, **functions)
        return module

    @property
    def source(self) -> str:
        return Path(self._module.__file__ or "").read_text(encoding="utf-8")

    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        encoder = Encoder()
        seed, self._next_seed = self._next_seed, None
        call = Call(name, encoder.encode(args), encoder.encode(kwargs), 0, seed, probe)
        # The worker gets its own copy through the pipe; here the copy has to be made.
        buffers = [memoryview(bytearray(buffer)) for buffer in encoder.buffers]
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
        return answer._call(function.__name__, source, *args, **kwargs)

    return run


def _plain(value: Any) -> Any:
    """Results may be passed on as arguments."""
    if isinstance(value, Result):
        return value.value
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return [_plain(item) for item in value] if isinstance(value, list) else value
