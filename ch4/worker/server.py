"""The fork server: imports what answers need once, then forks a worker for each question.

It must stay single-threaded, never run parallel CPU work and never touch a GPU: GNU OpenMP's threads do not
survive a fork, and a CUDA context made before one is unusable after it. It holds nothing of the judge's, so a
worker forked from it finds nothing to read.

Control messages are msgpack over a socket pair, one outstanding at a time; a `Fork` carries the three pipe
ends of the new worker's channel as file descriptors.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import time
import traceback
from typing import NoReturn

import msgspec
import psutil

from ch4.worker import isolation
from ch4.worker.child import Settings, serve


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """Start a worker; the answer is its process id."""

    settings: Settings


class End(msgspec.Struct, frozen=True, tag="end"):
    """End the worker and whatever it started; the answer is its exit status (negative: a signal)."""


class Ready(msgspec.Struct, frozen=True):
    """The first message: `failure` says why imports did not work, if they did not."""

    failure: str | None = None


def main(arguments: list[str]) -> None:
    control = socket.socket(fileno=int(arguments[0]))
    isolation.adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the judge's to handle; it then ends us
    failure = None
    for name in arguments[1:]:
        try:
            importlib.import_module(name)
        except BaseException as error:
            failure = f"{name} cannot be imported here ({type(error).__name__}: {error})"
            break
    gc.freeze()  # a collection in a worker would otherwise write to, and so copy, every inherited page
    control.sendall(msgspec.msgpack.encode(Ready(failure)))
    pid = 0
    while True:
        data, fds, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not data:
            _end(pid)
            return
        match msgspec.msgpack.decode(data, type=Fork | End):
            case Fork(settings=settings):
                pid = _fork(control, settings, fds)
                control.sendall(msgspec.msgpack.encode(pid))
            case End():
                control.sendall(msgspec.msgpack.encode(_end(pid)))
                pid = 0


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
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        serve(settings, os.fdopen(requests, "rb", buffering=0), os.fdopen(replies, "wb"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _end(pid: int) -> int:
    """Kill the worker and every descendant, orphans among them, until none is left."""
    status = 0
    deadline = time.monotonic() + 5
    me = psutil.Process()
    while time.monotonic() < deadline:
        for child in me.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
        try:
            ended, how = os.waitpid(-1, 0)
        except ChildProcessError:
            break
        if ended == pid:
            status = os.waitstatus_to_exitcode(how)
    return status
