"""Starting and ending worker processes: forked from a server where that is safe, spawned elsewhere."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, Protocol, TypeVar

import msgspec
import psutil

from ch4.errors import MachineFault
from ch4.worker.child import Settings
from ch4.worker.environment import worker_environment
from ch4.worker.server import End, Ended, Fork, Ready

_T = TypeVar("_T")

# -P: the current folder is the learner's, and must not be where modules come from.
_PYTHON = (sys.executable, "-P", "-m", "ch4.worker")
_IMPORTS = 300.0  # seconds to import torch from the slowest of disks
_PATIENCE = 10.0  # seconds for anything else that a fork server does; one that is stopped does nothing


@dataclass(frozen=True)
class Channel:
    """The judge's ends of a worker's pipes."""

    requests: BinaryIO
    replies: BinaryIO
    output: BinaryIO

    def close(self) -> None:
        for stream in (self.requests, self.replies, self.output):
            with contextlib.suppress(OSError):
                stream.close()


class Process(Protocol):
    """A running worker, whatever started it."""

    pid: int

    def end(self, patience: float = 0) -> int | None:
        """End it and what it started, after `patience` seconds to end by itself.

        Its exit status, negative: the signal that ended it; None when it had to be ended.
        """


class Launcher(Protocol):
    """Starts workers, one at a time."""

    def start(self, settings: Settings) -> tuple[Process, Channel]: ...

    def close(self) -> None: ...


def launcher(preload: tuple[str, ...]) -> Launcher:
    """The way that fits this machine; `CH4_WORKER=spawn` or `fork` overrides it."""
    way = os.environ.get("CH4_WORKER") or ("fork" if sys.platform == "linux" else "spawn")
    if way not in ("fork", "spawn") or (way == "fork" and sys.platform != "linux"):
        raise MachineFault(f"CH4_WORKER={way} does not work here", todo="unset it, or set it to spawn")
    return ForkServers(preload) if way == "fork" else Spawner(preload)


class ForkServers:
    """The fork server, and the next one where a worker has ended it: they run as the same user.

    Linux only: macOS has frameworks that break after a fork, Windows has no fork.
    """

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._preload = preload
        self._server = _ForkServer(preload)  # at once: it imports while the judge does other things

    def start(self, settings: Settings) -> tuple[Process, Channel]:
        if self._server.is_lost:
            self._restart()
        try:
            return self._server.fork(settings)
        except _Lost:
            # It may have been ended since it was last asked for something.
            self._restart()
        try:
            return self._server.fork(settings)
        except _Lost as lost:
            raise MachineFault(f"the fork server ended ({lost})", todo="run `ch4 doctor`") from lost

    def close(self) -> None:
        self._server.close()

    def _restart(self) -> None:
        self._server.close()
        self._server = _ForkServer(self._preload)


class _Lost(Exception):
    """The fork server has ended or does not answer; says its last words."""


class _ForkServer:
    """A process with `preload` imported, which forks a worker in milliseconds."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        self._is_ready = False
        self.is_lost = False
        with theirs:
            self._server = subprocess.Popen(
                [*_PYTHON, "server", str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                env=worker_environment(),
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
            )

    def fork(self, settings: Settings) -> tuple[Process, Channel]:
        with contextlib.ExitStack() as undo:
            ends = [os.pipe() for _ in range(3)]
            (requests, ours_out), (ours_in, replies), (ours_output, output) = ends
            theirs = [requests, replies, output]
            channel = Channel(
                os.fdopen(ours_out, "wb"),
                os.fdopen(ours_in, "rb", buffering=0),
                os.fdopen(ours_output, "rb", buffering=0),
            )
            undo.callback(channel.close)
            try:
                self._wait_until_ready()
                with self._watched(_PATIENCE):
                    socket.send_fds(self._control, [msgspec.msgpack.encode(Fork(settings))], theirs)
                    process = _Forked(self._receive(int), self)
            finally:
                for fd in theirs:
                    os.close(fd)
            undo.pop_all()
            return process, channel

    def end_worker(self, pid: int, patience: float) -> int | None:
        if not self.is_lost:
            with contextlib.suppress(_Lost), self._watched(_PATIENCE + patience):
                self._control.sendall(msgspec.msgpack.encode(End(patience)))
                return self._receive(Ended).status
        # With the server went who adopts orphans; what is left is known by the worker's session.
        _kill_session(pid)
        return -signal.SIGKILL

    def close(self) -> None:
        self._control.close()  # the server ends its worker and itself when the socket closes
        try:
            self._server.wait(timeout=0 if self.is_lost else _PATIENCE)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._errors.close()

    def _wait_until_ready(self) -> None:
        if self._is_ready:
            return
        with self._watched(_IMPORTS):
            failure = self._receive(Ready).failure
        if failure:
            raise MachineFault(failure, todo="`ch4 doctor` says what is wrong with this machine")
        self._is_ready = True

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Whatever the server does instead of its work, it is lost."""
        self._control.settimeout(seconds)
        try:
            yield
        except (OSError, msgspec.MsgspecError) as error:
            self.is_lost = True
            self._server.kill()
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - 4096))
            last = self._errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            raise _Lost("".join(last) or "no message") from error

    def _receive(self, type_: type[_T]) -> _T:
        data = self._control.recv(1 << 16)
        if not data:
            raise ConnectionResetError
        return msgspec.msgpack.decode(data, type=type_)


class _Forked:
    def __init__(self, pid: int, server: _ForkServer) -> None:
        self.pid = pid
        self._server = server
        self._is_running = True
        self._status: int | None = None

    def end(self, patience: float = 0) -> int | None:
        if self._is_running:
            self._status = self._server.end_worker(self.pid, patience)
            self._is_running = False
        return self._status


def _kill_session(leader: int) -> None:
    """Kill what is left of a session: the worker, when it outlives the server, and what it started."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(process.pid) == leader:
                process.kill()


class Spawner:
    """Starts a new interpreter for every worker: slower, and possible everywhere."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._preload = preload

    def start(self, settings: Settings) -> tuple[Process, Channel]:
        settings = msgspec.structs.replace(settings, preload=self._preload)
        process = subprocess.Popen(
            [*_PYTHON, "spawned", msgspec.json.encode(settings).decode()],
            env=worker_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdin
        assert process.stdout
        assert process.stderr
        requests = os.fdopen(os.dup(process.stdin.fileno()), "wb")
        process.stdin.close()
        channel = Channel(requests, _raw(process.stdout), _raw(process.stderr))
        return _Spawned(process), channel

    def close(self) -> None:
        """Nothing stays between workers."""


def _raw(stream: IO[bytes]) -> BinaryIO:
    """The same pipe without a buffer; the buffered file is closed with its own descriptor."""
    with stream:
        return os.fdopen(os.dup(stream.fileno()), "rb", buffering=0)


class _Spawned:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process
        self._is_running = True
        self._status: int | None = None

    def end(self, patience: float = 0) -> int | None:
        if self._is_running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._status = self._process.wait(timeout=patience)
            self._kill()
            self._is_running = False
        return self._status

    def _kill(self) -> None:
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    child.kill()
        self._process.kill()
        if sys.platform != "win32":
            # What left the process tree but not its group or session is still to be found.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            _kill_session(self.pid)
        self._process.wait()
