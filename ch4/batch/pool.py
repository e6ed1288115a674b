"""Processes that judge submissions, each with a fork server of its own; none of them can end the run.

    for event in run(tasks, course.root, jobs=2, patience=900):
        Began(task) | Judged(task, report) | Faulted(task, why)

A process that ends or falls silent costs the submission it was on a second try, in a new process, and then a
`Faulted`. So does a fault of the machine; one of the course has no second try. When the generator is closed,
all processes are ended.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from ch4.batch.task import Task
from ch4.errors import BrokenCourse, Ch4Error
from ch4.worker.isolation import die_with_parent

_TRIES = 2
_LOOK_S = 1.0  # between two looks at who has fallen silent
_GOODBYE_S = 5.0  # for a process that has nothing left to do


@dataclass(frozen=True)
class Began:
    """A process has taken up a submission, for the first or the second time."""

    task: Task


@dataclass(frozen=True)
class Judged:
    """`report` is `ch4.report/1`."""

    task: Task
    report: bytes


@dataclass(frozen=True)
class Faulted:
    """It could not be judged, twice."""

    task: Task
    why: str


Event = Began | Judged | Faulted


@dataclass(frozen=True)
class _Fault:
    """What a process says instead of a report; `is_final`: it would say the same again."""

    why: str
    is_final: bool = False


@dataclass(frozen=True)
class _Try:
    task: Task
    number: int


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(tasks: Iterable[Task], root: Path, place: Path, *, jobs: int, patience: float) -> Generator[Event]:
    """Judge every task by the course in `root`. `patience`: seconds a process may take for one question.

    What is written meanwhile goes into `place`, for the caller to remove. Tasks are asked for one by one, as
    processes get free.
    """
    waiting = (_Try(task, 1) for task in tasks)
    again: list[_Try] = []
    # Each process has its part of the cores, or they would wait for each other in every step of a training.
    threads = max(1, cores() // max(1, jobs))
    team = [_Judge(root, place, threads) for _ in range(jobs)]
    try:
        while True:
            for judge in team:
                if judge.doing is None and (next_ := again.pop() if again else next(waiting, None)):
                    judge.take(next_)
                    yield Began(next_.task)
            busy = {judge.connection: judge for judge in team if judge.doing and judge.connection}
            if not busy:
                break
            heard = wait(list(busy), timeout=_LOOK_S)
            for connection, judge in busy.items():
                assert judge.doing is not None
                current = judge.doing
                said = judge.hear() if connection in heard else judge.overdue(patience)
                match said:
                    case bytes():
                        yield Judged(current.task, said)
                    case _Fault() if current.number < _TRIES and not said.is_final:
                        again.append(_Try(current.task, current.number + 1))
                    case _Fault():
                        yield Faulted(current.task, said.why)
        for judge in team:
            judge.dismiss()
    finally:
        for judge in team:
            judge.stop()
        for judge in team:
            judge.end()


class _Judge:
    """One process of the pool, or the next one in its place; started when there is something to do."""

    def __init__(self, root: Path, place: Path, threads: int) -> None:
        self._arguments = (str(root), str(place), threads)
        self._process: SpawnProcess | None = None
        self._heard = 0.0
        self.connection: Connection | None = None
        self.doing: _Try | None = None

    def take(self, task: _Try) -> None:
        if self.connection is None:
            self._start()
        assert self.connection is not None
        self.doing = task
        self._heard = time.monotonic()
        with suppress(OSError):  # it has ended since; `hear` finds out
            self.connection.send(task.task)

    def hear(self) -> bytes | _Fault | None:
        """What it has to say: a report, or why there is none; None where it is only getting on."""
        assert self.connection is not None
        try:
            said = self.connection.recv()
        except (EOFError, OSError):
            return self._gone()
        self._heard = time.monotonic()
        if said is None:
            return None
        self.doing = None
        if not isinstance(said, _Fault):
            return bytes(said)
        if not said.is_final:  # what is wrong may be wrong with the process
            self.dismiss()
            self.end()
        return said

    def overdue(self, patience: float) -> _Fault | None:
        if time.monotonic() - self._heard < patience:
            return None
        self.doing = None
        self.stop()
        self.end()
        return _Fault(f"the process that judged it did nothing for {patience:.0f} s")

    def dismiss(self) -> None:
        """Let it end by itself: nothing more will come."""
        if self.connection:
            self.connection.close()
            self.connection = None
        if self._process:
            self._process.join(_GOODBYE_S)

    def stop(self) -> None:
        """Have it drop what it does, and clean up."""
        if self._process and self._process.pid and self._process.is_alive():
            self._process.terminate()

    def end(self) -> None:
        """End it for certain."""
        if self._process and self._process.pid:
            self._process.join(_GOODBYE_S if self._process.is_alive() else 0)
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
        if self.connection:
            self.connection.close()
            self.connection = None

    def _gone(self) -> _Fault:
        self.doing = None
        code = None
        if self._process:
            self._process.join(_GOODBYE_S)
            code = self._process.exitcode
        self.end()
        return _Fault(f"the process that judged it ended ({_how(code)})")

    def _start(self) -> None:
        context = get_context("spawn")  # this process may have threads, which do not survive a fork
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, *self._arguments), daemon=True, name="ch4 grade"
        )
        with theirs, _safe_path(), _no_interrupt():
            self._process.start()


@contextmanager
def _safe_path() -> Iterator[None]:
    """The current folder may hold submissions: it must not be where a new process finds its modules."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A new process hears of no Ctrl-C until it can ignore it: its traceback would be on the screen."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which lets the signal through again, where it does so only now
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _work(connection: Connection, root: str, place: str, threads: int) -> None:
    """The life of one process: tasks in, reports out, until the connection closes."""
    try:
        # Ctrl-C is for who started us, and who then ends us in the way that Ctrl-C ends a check.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        die_with_parent()
        os.dup2(2, 1)  # standard output is for the summary
        tempfile.tempdir = place  # ours alone: an answer keeps the usual one
        os.environ.setdefault("OMP_NUM_THREADS", str(threads))
        _judge_all(connection, Path(root))
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return  # nobody is there any more, or wants more
    except Exception as error:
        ours = "" if isinstance(error, Ch4Error) else f"a fault in ch4 itself, {type(error).__name__}: "
        with suppress(OSError):
            connection.send(_Fault(f"{ours}{error}"))


def _judge_all(connection: Connection, root: Path) -> None:
    """Whatever is raised has ended one try; a fault of the course alone leaves the process in order."""
    from ch4.batch.judge import judge
    from ch4.course import Course
    from ch4.report import to_json
    from ch4.worker import open_workers

    course = Course.load(root)
    with open_workers(course.preload) as workers:
        while True:
            task: Task = connection.recv()
            try:
                report = judge(task, course, workers, lambda _: connection.send(None))
            except BrokenCourse as error:
                connection.send(_Fault(str(error), is_final=True))
            else:
                connection.send(to_json(report))
