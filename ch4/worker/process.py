"""Starting and ending worker processes: forked from a server where that is safe, spawned elsewhere."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO, BinaryIO, Protocol, TypeVar

import msgspec
import psutil

from ch4.errors import MachineFault
from ch4.worker.child import Settings
from ch4.worker.environment import worker_environment
from ch4.worker.server import End, Fork, Ready

_T = TypeVar("_T")

# -P: the current folder is the learner's, and must not be where modules come from.
_PYTHON = (sys.executable, "-P", "-m", "ch4.worker")


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

    def end(self) -> int:
        """End it and what it started. Its exit status; negative: the signal that ended it."""


class Launcher(Protocol):
    """Starts workers, one at a time."""

    def start(self, settings: Settings) -> tuple[Process, Channel]: ...

    def close(self) -> None: ...


def launcher(preload: tuple[str, ...]) -> Launcher:
    """The way that fits this machine; `CH4_WORKER=spawn` or `fork` overrides it."""
    way = os.environ.get("CH4_WORKER") or ("fork" if sys.platform == "linux" else "spawn")
    if way not in ("fork", "spawn") or (way == "fork" and sys.platform != "linux"):
        raise MachineFault(f"CH4_WORKER={way} does not work here", todo="unset it, or set it to spawn")
    return ForkServer(preload) if way == "fork" else Spawner(preload)


class ForkServer:
    """A process with `preload` imported, which forks a worker in milliseconds.

    Linux only: macOS has frameworks that break after a fork, Windows has no fork.
    """

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        self._ready = False
        with theirs:
            self._server = subprocess.Popen(
                [*_PYTHON, "server", str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                env=worker_environment(),
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
            )

    def start(self, settings: Settings) -> tuple[Process, Channel]:
        requests, ours_out = os.pipe()
        ours_in, replies = os.pipe()
        ours_output, output = os.pipe()
        theirs = [requests, replies, output]
        channel = Channel(
            os.fdopen(ours_out, "wb"),
            os.fdopen(ours_in, "rb", buffering=0),
            os.fdopen(ours_output, "rb", buffering=0),
        )
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(Fork(settings))], theirs)
            self._wait_until_ready()
            return _Forked(self._receive(int), self), channel
        except OSError as error:
            channel.close()
            raise self._fault() from error
        finally:
            for fd in theirs:
                os.close(fd)

    def end_worker(self) -> int:
        try:
            self._control.sendall(msgspec.msgpack.encode(End()))
            return self._receive(int)
        except OSError as error:
            raise self._fault() from error

    def close(self) -> None:
        self._control.close()  # the server ends its worker and itself when the socket closes
        try:
            self._server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._errors.close()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        if failure := self._receive(Ready).failure:
            raise MachineFault(failure, todo="`ch4 doctor` says what is wrong with this machine")
        self._ready = True

    def _receive(self, type_: type[_T]) -> _T:
        data = self._control.recv(1 << 16)
        if not data:
            raise OSError("the fork server is gone")
        return msgspec.msgpack.decode(data, type=type_)

    def _fault(self) -> MachineFault:
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        return MachineFault(
            f"the fork server ended ({''.join(last) or 'no message'})", todo="run `ch4 doctor`"
        )


class _Forked:
    def __init__(self, pid: int, server: ForkServer) -> None:
        self.pid = pid
        self._server = server
        self._status: int | None = None

    def end(self) -> int:
        if self._status is None:
            self._status = self._server.end_worker()
        return self._status


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

    def end(self) -> int:
        if self._process.returncode is None:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self.pid).children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        child.kill()
            if self._process.poll() is None:
                self._process.kill()
        if sys.platform != "win32":
            # What left the process tree but not its session is still to be found by its group.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return self._process.wait()
