"""The worker's own life: give up rights, load the answer, make the calls that are asked for, one by one."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, NoReturn

import msgspec

from ch4.worker import isolation
from ch4.worker.execute import Transcript, invoke, load
from ch4.worker.limits import limit_files, limit_memory
from ch4.worker.outcome import Raised
from ch4.worker.protocol import Answer, Call, Load, Loaded, Request, read_request, write_frame


class Settings(msgspec.Struct, frozen=True):
    """`scratch` becomes the current folder; `trace` is the file for where the answer was stuck or fell."""

    scratch: str
    trace: str
    memory_mb: int | None
    preload: tuple[str, ...] = ()


def serve(settings: Settings, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the judge leaves. Standard output is already the learner's."""
    os.chdir(settings.scratch)
    sys.stdout = Transcript(
        io.FileIO(1, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
    )
    sys.stderr = io.TextIOWrapper(
        io.FileIO(2, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
    )
    trace = Path(settings.trace).open("w", encoding="utf-8")  # noqa: SIM115 - open for the worker's whole life
    faulthandler.enable(trace)
    _report_exits(trace)
    limit_files()
    if settings.memory_mb is not None:
        limit_memory(settings.memory_mb)
    isolation.enter()
    module: ModuleType | None = None
    with contextlib.suppress(EOFError):
        while True:
            request, buffers = read_request(requests)
            with _watched(request.seconds, trace):
                answer, out, module = _answer(request, buffers, module)
            del buffers
            sys.stdout.flush()
            write_frame(replies, answer, out)


def _answer(
    request: Request, buffers: list[memoryview], module: ModuleType | None
) -> tuple[Answer, list[memoryview], ModuleType | None]:
    match request:
        case Load(path=path, seed=seed):
            loaded = load(Path(path), seed)
            if isinstance(loaded, Raised):
                return loaded, [], None
            return Loaded(), [], loaded
        case Call():
            if module is None:
                raise RuntimeError("a call before the answer was loaded")
            return (*invoke(module, request, buffers), module)


@contextlib.contextmanager
def _watched(seconds: float, trace: io.TextIOWrapper) -> Iterator[None]:
    """Write where every thread stands once the time is up; the judge then ends this process."""
    trace.seek(0)
    trace.truncate()
    faulthandler.dump_traceback_later(seconds, file=trace)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _report_exits(trace: io.TextIOWrapper) -> None:
    """`os._exit` leaves no trace of its own; the learner should still hear on which line it was called."""
    leave = os._exit

    def exit_with_trace(status: int) -> NoReturn:
        faulthandler.dump_traceback(trace, all_threads=False)
        leave(status)

    os._exit = exit_with_trace


def main(arguments: list[str]) -> None:
    """A spawned worker: standard input and output are the channel, standard error takes what is printed."""
    settings = msgspec.json.decode(arguments[0], type=Settings)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    for name in settings.preload:
        importlib.import_module(name)
    gc.freeze()
    serve(settings, requests, replies)
    os._exit(0)
