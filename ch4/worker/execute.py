"""Running code by its name on plain data: in the worker for an answer, in the judge's process for a solution.

    module = load(path, seed)             → the module, or what went wrong
    invoke(module, call, buffers)         → (answer, buffers)

Both sides go through here, so a reference solution meets exactly the conditions an answer meets: fresh copies
of its inputs, the same view of what changed in place, and the same record of what was shared.
"""

from __future__ import annotations

import difflib
import inspect
import io
import random
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from ch4.worker.codec import Encoder, Node, decode, revive, storage_address, tensors_in
from ch4.worker.outcome import Misfit, Missing, Raised
from ch4.worker.protocol import Answer, Call, Sent

_TAIL = 400
_MESSAGE = 2000
_TRACEBACK = 6000
_COMPARE_BYTES = 16 << 20  # above this, arguments are not compared before and after: it would cost a copy
PROBE_FILE = "<what the grader runs>"


class Transcript(io.TextIOWrapper):
    """Standard output that remembers the end of what was printed since `mark`."""

    _tail = ""

    def mark(self) -> None:
        self._tail = ""

    @property
    def tail(self) -> str:
        return self._tail

    def write(self, text: str, /) -> int:
        if isinstance(text, str):
            self._tail = (self._tail + text[-_TAIL:])[-_TAIL:]
        return super().write(text)


def load(path: Path, seed: int) -> ModuleType | Raised:
    """Run the file as a module that is not `__main__`, so that its demo calls stay quiet."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module  # dataclasses and typing look their module up by name
    sys.path.insert(0, str(path.parent))
    seed_everything(seed)
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        line = error.lineno if error.filename == str(path) else None
        return Raised(
            type(error).__name__, error.msg or "", line, traceback=_clipped(_only(error), _TRACEBACK)
        )
    except BaseException as error:
        return raised(error, str(path))
    return module


def seed_everything(seed: int) -> None:
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)


def invoke(module: ModuleType, call: Call, buffers: list[memoryview]) -> tuple[Answer, list[memoryview]]:
    """Make one call. Whatever the code does short of ending the process becomes a value."""
    args: Any = revive(decode(call.args, buffers))
    kwargs: Any = revive(decode(call.kwargs, buffers))
    path = module.__file__ or ""
    function = _probe(call, module) if call.probe else _function(module, call.name)
    if isinstance(function, Missing):
        return function, []
    if not call.probe and (misfit := _misfit(function, call.name, args, kwargs)):
        return misfit, []
    tensors = list(tensors_in((args, kwargs)))
    storages = {address: n for n, t in reversed(list(enumerate(tensors))) if (address := storage_address(t))}
    before = _contents(tensors)
    if call.seed is not None:
        seed_everything(call.seed)
    transcript = sys.stdout if isinstance(sys.stdout, Transcript) else None
    if transcript:
        transcript.mark()
    start = time.perf_counter()
    try:
        value = function(*args, **kwargs)
        seconds = time.perf_counter() - start
        encoder = Encoder(storages)
        node = encoder.encode(value)
        changed: list[tuple[int, Node]] = [
            (n, encoder.encode(tensors[n])) for n, old in enumerate(before) if old != _content(tensors[n])
        ]
    except _NoSuchName as error:
        return error.missing, []
    except BaseException as error:
        return raised(error, path), []
    return Sent(node, changed, transcript.tail if transcript else "", seconds), encoder.buffers


def raised(error: BaseException, path: str) -> Raised:
    """An exception, as the learner should hear of it: their own lines only."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    innermost_is_theirs = bool(frames) and frames[-1].filename == path
    return Raised(
        type(error).__name__,
        _clipped(_message(error), _MESSAGE),
        lines[-1] if lines else None,
        isinstance(error, NotImplementedError) and innermost_is_theirs,
        _clipped(_theirs(error, path), _TRACEBACK),
    )


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # `__str__` is the learner's code too
        return ""


def _only(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error))


def _theirs(error: BaseException, path: str) -> str:
    """The traceback from the answer's first line on; what called it is ours and of no use to the learner."""
    tb: TracebackType | None = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename != path:
        tb = tb.tb_next
    try:
        return "".join(traceback.format_exception(type(error), error, tb))
    except Exception:
        return type(error).__name__


def _clipped(text: str, length: int) -> str:
    half = length // 2
    text = text if len(text) <= length else f"{text[:half]}\n…\n{text[-half:]}"
    return text.encode("utf-8", "replace").decode()


def _contents(tensors: list[Any]) -> list[bytes]:
    if sum(tensor.nbytes for tensor in tensors) > _COMPARE_BYTES:
        return []
    return [_content(tensor) for tensor in tensors]


def _content(tensor: Any) -> bytes:
    encoder = Encoder()
    node = encoder.encode(tensor)
    # The shape is part of it: `x.resize_()` or `x.t_()` change a tensor without touching its numbers.
    return repr((getattr(node, "dtype", None), getattr(node, "shape", None))).encode() + b"".join(
        encoder.buffers
    )


class _NoSuchName(Exception):
    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.name)
        self.missing = missing


class _View:
    """The answer as a grader's probe sees it: a name that is missing is reported as such."""

    def __init__(self, module: ModuleType) -> None:
        object.__setattr__(self, "_module", module)

    def __getattr__(self, name: str) -> Any:
        found = _function(object.__getattribute__(self, "_module"), name)
        if isinstance(found, Missing):
            raise _NoSuchName(found)
        return found


def _probe(call: Call, module: ModuleType) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"__name__": "probe"}
    exec(compile(call.probe or "", PROBE_FILE, "exec"), namespace)
    probe, view = namespace[call.name], _View(module)
    return lambda *args, **kwargs: probe(view, *args, **kwargs)


def _function(module: ModuleType, name: str) -> Callable[..., Any] | Missing:
    found = module.__dict__.get(name)
    if callable(found):
        function: Callable[..., Any] = found
        return function
    if found is not None:
        return Missing(name, kind=type(found).__name__)
    near = _near(name, module.__dict__)
    code = getattr(module.__dict__.get(near or ""), "__code__", None)
    return Missing(name, near, code.co_firstlineno if code else None)


def _near(name: str, names: Mapping[str, Any]) -> str | None:
    """The name a learner may have meant: `bottomRight`, `botom_right` for `bottom_right`."""
    plain = {
        other.replace("_", "").lower(): other
        for other, value in names.items()
        if callable(value) and not other.startswith("__") and not isinstance(value, ModuleType)
    }
    close = difflib.get_close_matches(name.replace("_", "").lower(), plain, n=1, cutoff=0.7)
    return plain[close[0]] if close else None


def _misfit(function: Callable[..., Any], name: str, args: Any, kwargs: Any) -> Misfit | None:
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # some built-in functions do not say what they take
        return None
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        code = getattr(function, "__code__", None)
        line = code.co_firstlineno if code else None
        return Misfit(name, f"{name}{signature}", len(args) + len(kwargs), str(error), line)
    return None
