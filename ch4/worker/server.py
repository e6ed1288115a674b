"""The fork server: imports what answers need once, then forks a worker for each question.

It must stay single-threaded, never run parallel CPU work and never touch a GPU: GNU OpenMP's threads do not
survive a fork, and a CUDA context made before one is unusable after it. It holds nothing of the judge's, so a
worker forked from it finds nothing to read. A worker runs as the same user and may end it; the judge then
starts another.

Control messages are msgpack over a socket pair, one outstanding at a time; a `Fork` carries the three pipe
ends of the new worker's channel as file descriptors.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
import traceback
from pathlib import Path
from typing import NoReturn

import msgspec
import psutil

from ch4.worker import isolation
from ch4.worker.child import Settings, preloaded, serve
from ch4.worker.scratch import remove

_ENOUGH = 5.0  # seconds of killing what keeps on forking, before the judge is told
_TICK = 0.005


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """Start a worker; the answer is its process id."""

    settings: Settings


class End(msgspec.Struct, frozen=True, tag="end"):
    """End the worker and whatever it started; the answer is an `Ended`. A worker that is about to end by
    itself has `patience` seconds for it."""

    patience: float


class Ended(msgspec.Struct, frozen=True):
    """The worker's exit status, negative: a signal; None when it had to be ended."""

    status: int | None


class Ready(msgspec.Struct, frozen=True):
    """The first message: `failure` says why imports did not work, if they did not."""

    failure: str | None = None


def main(arguments: list[str]) -> NoReturn:
    control = socket.socket(fileno=int(arguments[0]))
    isolation.hide()
    isolation.adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the judge's to handle; it then ends us
    failure = preloaded(arguments[1:])
    bounds = isolation.bounds()
    pid, scratch = 0, Path()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the judge may be gone already
        control.sendall(msgspec.msgpack.encode(Ready(failure)))
        while True:
            data, fds, _, _ = socket.recv_fds(control, 1 << 16, 3)
            if not data:
                break
            match msgspec.msgpack.decode(data, type=Fork | End):
                case Fork(settings=settings):
                    if isolation.bounds() != bounds:
                        break  # a worker has meddled with us, and the next is not to suffer for it
                    pid, scratch = _fork(control, settings, fds), Path(settings.trace).parent
                    control.sendall(msgspec.msgpack.encode(pid))
                case End(patience=patience):
                    control.sendall(msgspec.msgpack.encode(Ended(_end(pid, patience))))
                    pid = 0
    _end(pid, 0)
    if pid:  # the judge, whose folder this is, was ended itself
        remove(scratch)
    os._exit(0)  # the modules' own goodbyes would take half a second


def _fork(control: socket.socket, settings: Settings, fds: list[int]) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        _work(settings, *fds)
    for fd in fds:
        os.close(fd)
    return pid


def _work(settings: Settings, requests: int, replies: int, output: int) -> NoReturn:
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        for fd in (requests, replies):
            os.set_inheritable(fd, False)  # not for the programs that an answer starts
        signal.signal(signal.SIGINT, signal.default_int_handler)
        serve(settings, os.fdopen(requests, "rb", buffering=0), os.fdopen(replies, "wb"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _end(pid: int, patience: float) -> int | None:
    """Kill the worker and every descendant, orphans among them, until none is left."""
    status = _waited(pid, patience) if pid else None
    deadline = time.monotonic() + _ENOUGH
    if pid and status is None:
        # A whole group at once: no member of it can fork its way out. It may not have made its group yet.
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    while _has_children() and time.monotonic() < deadline:
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)
    return status


def _has_children() -> bool:
    """Whether anything is left that this process started or adopted; what has ended is gone then."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _waited(pid: int, patience: float) -> int | None:
    """The exit status of a process that ends by itself in that time."""
    deadline = time.monotonic() + patience
    while True:
        ended, how = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(how)
        if time.monotonic() >= deadline:
            return None
        time.sleep(_TICK)
