"""The worker's own life: give up rights, load the answer, make the calls that are asked for, one by one."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import msgspec

from ch4.worker import isolation
from ch4.worker.execute import Transcript, invoke, load, raised
from ch4.worker.limits import limit_files, limit_memory
from ch4.worker.outcome import Raised
from ch4.worker.protocol import Answer, Call, Load, Loaded, Request, Unable, read_request, write_frame
from ch4.worker.trace import TraceWriter


class Settings(msgspec.Struct, frozen=True):
    """`scratch` becomes the current folder; `trace` is the file for where the answer was stuck or fell."""

    scratch: str
    trace: str
    memory_mb: int | None
    preload: tuple[str, ...] = ()


def serve(settings: Settings, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the judge leaves. Standard output is already the learner's."""
    os.chdir(settings.scratch)
    sys.stdout = transcript = Transcript(
        io.FileIO(1, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
    )
    sys.stderr = io.TextIOWrapper(
        io.FileIO(2, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
    )
    trace = TraceWriter(Path(settings.trace))
    limit_files()
    if settings.memory_mb is not None:
        limit_memory(settings.memory_mb)
    isolation.enter()
    trace.started()
    module: ModuleType | None = None
    while True:
        try:
            request, buffers = read_request(requests)
        except EOFError:
            return
        with trace.watching(request.seconds):
            answer, out, module = _answer(request, buffers, module)
        del buffers
        # Our own object, not sys.stdout: the answer may have put another there, or closed this one.
        with contextlib.suppress(ValueError, OSError):
            transcript.flush()
        write_frame(replies, answer, out)


def _answer(
    request: Request, buffers: list[memoryview], module: ModuleType | None
) -> tuple[Answer, list[memoryview], ModuleType | None]:
    try:
        match request:
            case Load(path=path, seed=seed):
                loaded = load(Path(path), seed)
                return (loaded, [], None) if isinstance(loaded, Raised) else (Loaded(), [], loaded)
            case Call() if module is not None:
                return (*invoke(module, request, buffers), module)
    except KeyboardInterrupt as error:  # nobody but the answer itself can have interrupted this process
        path = request.path if isinstance(request, Load) else str(module and module.__file__)
        return raised(error, path), [], module
    raise RuntimeError("a call before the answer was loaded")


def preloaded(names: Sequence[str]) -> str | None:
    """Import these modules once and for all. What is wrong, if one cannot be imported."""
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return f"{name} cannot be imported here ({type(error).__name__}: {error})"
    gc.freeze()  # a collection in a forked worker would else write to, and so copy, every inherited page
    return None


def main(arguments: list[str]) -> None:
    """A spawned worker: standard input and output are the channel, standard error takes what is printed."""
    settings = msgspec.json.decode(arguments[0], type=Settings)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if failure := preloaded(settings.preload):
        write_frame(replies, Unable(failure))
        os._exit(1)
    serve(settings, requests, replies)
    os._exit(0)
