"""The judge's side of a worker: start one, call it, and always get an outcome back in time."""

from __future__ import annotations

import contextlib
import queue
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from ch4.course import Limits
from ch4.errors import MachineFault
from ch4.worker import isolation
from ch4.worker.child import Settings
from ch4.worker.codec import Encoder, Plain, decode
from ch4.worker.outcome import Died, Misfit, Missing, Outcome, Raised, Returned, TimedOut
from ch4.worker.process import Channel, Launcher, Process, launcher
from ch4.worker.protocol import (
    Answer,
    BadFrame,
    Call,
    Load,
    Loaded,
    Request,
    Sent,
    Unable,
    read_answer,
    write_frame,
)
from ch4.worker.scratch import scratch_folder
from ch4.worker.trace import TraceReader

_TICK = 0.05
_GRACE = 0.3  # for the worker to write down where it is stuck, and for a result that is just in time
_START = 300.0  # a spawned worker imports torch before it hears of the answer
_ANSWERS = {Load: (Loaded, Raised), Call: (Sent, Raised, Missing, Misfit)}


class Workers:
    """Where workers come from, one at a time; `open_workers` makes one and closes it."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher

    @contextlib.contextmanager
    def start(self, answer: Path, limits: Limits) -> Iterator[Worker]:
        """A worker for this answer, not yet loaded. Whatever happens, nothing of it is left running."""
        with scratch_folder() as scratch, contextlib.ExitStack() as stack:
            (scratch / "work").mkdir()
            trace = TraceReader(scratch / "trace", answer)
            stack.callback(trace.close)
            memory_mb = limits.memory_mb if limits.address_space else None
            settings = Settings(str(scratch / "work"), str(scratch / "trace"), memory_mb)
            process, channel = self._launcher.start(settings)
            worker = Worker(process, channel, trace, answer, limits)
            stack.callback(worker.close)
            yield worker


@contextlib.contextmanager
def open_workers(preload: tuple[str, ...] = ()) -> Iterator[Workers]:
    """Get ready to start workers, with the modules of `preload` imported in each.

    Until it is closed, this process is hidden from others of its user, debuggers among them.
    """
    with isolation.hidden():
        source = launcher(preload)
        try:
            yield Workers(source)
        finally:
            source.close()


class Worker:
    """One process that runs one answer. After `TimedOut` or `Died` it is gone; every later call says so."""

    def __init__(
        self, process: Process, channel: Channel, trace: TraceReader, answer: Path, limits: Limits
    ) -> None:
        self._process = process
        self._channel = channel
        self._trace = trace
        self._answer = answer
        self._limits = limits
        self._watch = _Watch(process.pid, limits.memory_mb)
        self._end: TimedOut | Died | None = None
        self._courier = _Courier(channel)
        self._output = _Output(channel, limits.output)

    def load(self, seed: int) -> Raised | TimedOut | Died | None:
        """Run the answer's file; None when it went well."""
        seconds = self._limits.seconds
        outcome = self._exchange(Load(str(self._answer), seed, seconds), [], seconds)
        return None if isinstance(outcome, Loaded) else outcome  # type: ignore[return-value]

    def call(
        self,
        name: str,
        args: tuple[Plain, ...],
        kwargs: dict[str, Plain],
        *,
        seconds: float,
        seed: int | None = None,
        probe: str | None = None,
    ) -> Outcome:
        """Call a function of the answer, or a probe given as source, with copies of these arguments."""
        encoder = Encoder()
        call = Call(name, encoder.encode(args), encoder.encode(kwargs), seconds, seed, probe)
        return self._exchange(call, encoder.buffers, seconds)  # type: ignore[return-value]

    @property
    def is_alive(self) -> bool:
        return self._end is None

    def output(self) -> str:
        """What the answer has printed so far, bounded; all of it once the worker is closed."""
        return self._output.text()

    def close(self) -> None:
        """End the process and everything it started."""
        self._process.end()
        self._courier.finish()
        self._output.finish()
        self._channel.close()

    def _exchange(self, request: Request, buffers: list[memoryview], seconds: float) -> Outcome | Loaded:
        if self._end:
            return self._end
        self._courier.send(request, buffers)
        has_started = self._trace.has_started()
        deadline = time.monotonic() + (seconds + _GRACE if has_started else _START)
        # What the answer started may hold the channel open after the worker's end, so its end is looked for.
        has_ended = False
        while True:
            try:
                reply = self._courier.reply(timeout=_TICK)
            except queue.Empty:
                if not has_started and self._trace.has_started():
                    has_started = True
                    deadline = time.monotonic() + seconds + _GRACE
                if time.monotonic() > deadline:
                    return self._ended(TimedOut(seconds))
                if has_ended:  # and a moment ago too: there is nothing under way any more
                    return self._ended(Died(""))
                has_ended = self._watch.has_ended()
                if self._watch.is_exceeded():
                    return self._ended(Died(f"it used more than {self._limits.memory_mb:,} MiB of memory"))
                continue
            if isinstance(reply, Unable) and not self._trace.has_started():
                raise MachineFault(reply.reason, todo="`ch4 doctor` says what is wrong with this machine")
            if isinstance(reply, (str, Unable)):
                return self._ended(Died(reply if isinstance(reply, str) else "it spoke out of turn"))
            return reply

    def _ended(self, end: TimedOut | Died) -> TimedOut | Died:
        # A closed channel is mostly the first that is seen of a process that is ending.
        is_ending = isinstance(end, Died) and not end.how
        status = self._process.end(_GRACE if is_ending else 0)
        line = self._trace.line()
        if isinstance(end, TimedOut):
            self._end = TimedOut(end.seconds, line)
        else:
            self._end = Died(end.how or _how(status), line)
        return self._end


def _how(status: int | None) -> str:
    if status is None:
        return "it closed its connection to the check"
    if status >= 0:
        return f"it ended its own process (exit code {status})"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        return f"signal {-status} ended it"
    words = {"SIGSEGV": "a segmentation fault", "SIGABRT": "an abort", "SIGBUS": "a bus error",
             "SIGFPE": "an arithmetic fault"}  # fmt: skip
    return f"{words.get(name, 'a signal')} ended it ({name})"


class _Courier:
    """Carries one request and one reply at a time on a thread of its own.

    So a worker that neither reads nor writes can hold up that thread only. A reply of `str` says how the
    channel broke; empty: it just closed.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._requests: queue.SimpleQueue[tuple[Request, list[memoryview]] | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[Outcome | Loaded | Unable | str] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._carry, daemon=True, name="ch4 courier")
        self._thread.start()

    def send(self, request: Request, buffers: list[memoryview]) -> None:
        self._requests.put((request, buffers))

    def reply(self, timeout: float) -> Outcome | Loaded | Unable | str:
        return self._replies.get(timeout=timeout)

    def finish(self) -> None:
        self._requests.put(None)
        self._thread.join(timeout=1)

    def _carry(self) -> None:
        while (item := self._requests.get()) is not None:
            request, buffers = item
            try:
                write_frame(self._channel.requests, request, buffers)
                self._replies.put(_outcome(request, *read_answer(self._channel.replies)))
            except BadFrame as error:
                self._replies.put(f"its result could not be read ({error})")
                return
            except (EOFError, OSError, ValueError):  # ValueError: the judge has closed the channel
                self._replies.put("")
                return
            del item, request, buffers  # a request may hold the training images


def _outcome(request: Request, answer: Answer, buffers: list[memoryview]) -> Outcome | Loaded | Unable:
    if isinstance(answer, Unable):
        return answer
    if not isinstance(answer, _ANSWERS[type(request)]):
        raise BadFrame("an answer to something else")
    if not isinstance(answer, Sent):
        return answer
    try:
        changed = {number: decode(node, buffers) for number, node in answer.changed}
        return Returned(decode(answer.value, buffers), changed, answer.printed, answer.seconds)
    except ValueError as error:
        raise BadFrame(str(error)) from error


class _Output:
    """Reads what a worker prints, keeps the beginning of it and throws the rest away as it comes."""

    def __init__(self, channel: Channel, limit: int) -> None:
        self._stream = channel.output
        self._limit = limit
        self._room = 4 * limit  # bytes: UTF-8 has up to four a character
        self._kept = bytearray()
        self._is_more = False
        self._thread = threading.Thread(target=self._drain, daemon=True, name="ch4 output")
        self._thread.start()

    def text(self) -> str:
        text = bytes(self._kept).decode("utf-8", "replace")
        return text[: self._limit] + ("\n… and more" if self._is_more or len(text) > self._limit else "")

    def finish(self) -> None:
        self._thread.join(timeout=1)

    def _drain(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := self._stream.read(1 << 16):
                room = self._room - len(self._kept)
                self._kept += chunk[: max(room, 0)]
                self._is_more = self._is_more or len(chunk) > room


class _Watch:
    """Looks at a process from outside: whether it still runs, and how much memory it has taken since."""

    def __init__(self, pid: int, limit_mb: int) -> None:
        self._limit = limit_mb << 20
        self._start: int | None = None
        self._process: psutil.Process | None = None
        with contextlib.suppress(psutil.Error):
            self._process = psutil.Process(pid)

    def has_ended(self) -> bool:
        with contextlib.suppress(psutil.Error):
            return not self._process or bool(self._process.status() == psutil.STATUS_ZOMBIE)
        return True

    def is_exceeded(self) -> bool:
        try:
            used = int(self._process.memory_info().rss) if self._process else 0
        except psutil.Error:
            return False
        if self._start is None:
            self._start = used
        return used - self._start > self._limit
