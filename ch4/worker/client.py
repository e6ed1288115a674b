"""The judge's side of a worker: start one, call it, and always get an outcome back in time."""

from __future__ import annotations

import contextlib
import queue
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from ch4.course import Limits
from ch4.worker.child import Settings
from ch4.worker.codec import Encoder, Plain, decode
from ch4.worker.outcome import Died, Outcome, Raised, Returned, TimedOut
from ch4.worker.process import Channel, Launcher, Process, launcher
from ch4.worker.protocol import Answer, BadFrame, Call, Load, Loaded, Request, Sent, read_answer, write_frame

_TICK = 0.05
_GRACE = 0.3  # for the worker to write down where it is stuck, and for a result that is just in time
_START = 60.0  # a spawned worker imports torch before it hears of the answer


class Workers:
    """Where workers come from; `open_workers` makes one and closes it."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher

    @contextlib.contextmanager
    def start(self, answer: Path, limits: Limits) -> Iterator[Worker]:
        """A worker for this answer, not yet loaded. Whatever happens, nothing of it is left running."""
        # resolve(): the temporary folder may be a link, and traces name real paths
        scratch = Path(tempfile.mkdtemp(prefix="ch4-")).resolve()
        try:
            trace = scratch / "trace"
            (scratch / "work").mkdir()
            memory_mb = limits.memory_mb if limits.address_space else None
            settings = Settings(str(scratch / "work"), str(trace), memory_mb)
            process, channel = self._launcher.start(settings)
            worker = Worker(process, channel, trace, answer, limits)
            try:
                yield worker
            finally:
                worker.close()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def open_workers(preload: tuple[str, ...] = ()) -> Iterator[Workers]:
    """Get ready to start workers, with the modules of `preload` imported in each."""
    source = launcher(preload)
    try:
        yield Workers(source)
    finally:
        source.close()


class Worker:
    """One process that runs one answer. After `TimedOut` or `Died` it is gone; every later call says so."""

    def __init__(self, process: Process, channel: Channel, trace: Path, answer: Path, limits: Limits) -> None:
        self._process = process
        self._channel = channel
        self._trace = trace
        self._answer = answer
        self._limits = limits
        self._memory = _Memory(process.pid, limits.memory_mb)
        self._end: TimedOut | Died | None = None
        self._courier = _Courier(channel)
        self._output = _Output(channel, limits.output)

    def load(self, seed: int) -> Raised | TimedOut | Died | None:
        """Run the answer's file; None when it went well."""
        seconds = self._limits.seconds
        outcome = self._exchange(Load(str(self._answer), seed, seconds), [], seconds, _START)
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
        """What the answer has printed so far, bounded."""
        return self._output.text()

    def close(self) -> None:
        """End the process and everything it started."""
        self._process.end()
        self._output.finish()
        self._channel.close()

    def _exchange(
        self, request: Request, buffers: list[memoryview], seconds: float, start: float = 0.0
    ) -> Outcome | Loaded:
        if self._end:
            return self._end
        self._courier.send(request, buffers)
        deadline = time.monotonic() + start + seconds + _GRACE
        while True:
            try:
                reply = self._courier.reply(timeout=_TICK)
            except queue.Empty:
                if time.monotonic() > deadline:
                    return self._ended(TimedOut(seconds))
                if self._memory.is_exceeded():
                    return self._ended(Died(f"it used more than {self._limits.memory_mb:,} MiB of memory"))
                if start and self._stuck_line() is not None:
                    deadline = min(deadline, time.monotonic() + _GRACE)
                continue
            if isinstance(reply, str):
                return self._ended(Died(reply))
            return reply

    def _ended(self, end: TimedOut | Died) -> TimedOut | Died:
        status = self._process.end()
        line = self._stuck_line()
        if isinstance(end, TimedOut):
            self._end = TimedOut(end.seconds, line)
        else:
            self._end = Died(end.how or _how(status), line)
        return self._end

    def _stuck_line(self) -> int | None:
        """The innermost line of the answer in the trace that faulthandler wrote."""
        with contextlib.suppress(OSError):
            # Bounded: the file is within the answer's reach.
            with self._trace.open(encoding="utf-8", errors="replace") as file:
                trace = file.read(100_000)
            found = re.search(rf'File "{re.escape(str(self._answer))}", line (\d+)', trace)
            return int(found[1]) if found else None
        return None


def _how(status: int) -> str:
    if status >= 0:
        return f"it ended its own process (exit code {status})"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        return f"signal {-status} ended it"
    words = {"SIGSEGV": "a segmentation fault", "SIGABRT": "an abort", "SIGBUS": "a bus error",
             "SIGFPE": "an arithmetic fault", "SIGKILL": "it was killed"}  # fmt: skip
    return f"{words.get(name, 'a signal')} ended it ({name})"


class _Courier:
    """Carries one request and one reply at a time on a thread of its own.

    So a worker that neither reads nor writes can hold up that thread only. A reply of `str` says how the
    channel broke; empty: it just closed.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._requests: queue.SimpleQueue[tuple[Request, list[memoryview]]] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[Outcome | Loaded | str] = queue.SimpleQueue()
        threading.Thread(target=self._carry, daemon=True, name="ch4 courier").start()

    def send(self, request: Request, buffers: list[memoryview]) -> None:
        self._requests.put((request, buffers))

    def reply(self, timeout: float) -> Outcome | Loaded | str:
        return self._replies.get(timeout=timeout)

    def _carry(self) -> None:
        while True:
            request, buffers = self._requests.get()
            try:
                write_frame(self._channel.requests, request, buffers)
                del request, buffers
                self._replies.put(_outcome(*read_answer(self._channel.replies)))
            except (BadFrame, ValueError) as error:
                self._replies.put(f"its result could not be read ({error})")
                return
            except (EOFError, OSError):
                self._replies.put("")
                return


def _outcome(answer: Answer, buffers: list[memoryview]) -> Outcome | Loaded:
    if not isinstance(answer, Sent):
        return answer
    changed = {number: decode(node, buffers) for number, node in answer.changed}
    return Returned(decode(answer.value, buffers), changed, answer.printed, answer.seconds)


class _Output:
    """Reads what a worker prints, keeps the beginning of it and throws the rest away as it comes."""

    def __init__(self, channel: Channel, limit: int) -> None:
        self._stream = channel.output
        self._limit = limit
        self._kept = bytearray()
        self._more = False
        self._thread = threading.Thread(target=self._drain, daemon=True, name="ch4 output")
        self._thread.start()

    def text(self) -> str:
        text = bytes(self._kept[: self._limit]).decode("utf-8", "replace")
        return text + ("\n… and more" if self._more else "")

    def finish(self) -> None:
        self._thread.join(timeout=1)

    def _drain(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := self._stream.read(1 << 16):
                room = self._limit - len(self._kept)
                self._kept += chunk[: max(room, 0)]
                self._more = self._more or len(chunk) > room


class _Memory:
    """Watches a process's resident memory from outside, against what it had when the watch began."""

    def __init__(self, pid: int, limit_mb: int) -> None:
        self._limit = limit_mb << 20
        self._start: int | None = None
        self._pid = pid

    def is_exceeded(self) -> bool:
        try:
            used = int(psutil.Process(self._pid).memory_info().rss)
        except psutil.Error:
            return False
        if self._start is None:
            self._start = used
        return used - self._start > self._limit
