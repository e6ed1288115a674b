"""Running code by its name on plain data: in the worker for an answer, in the judge's process for a solution.

    module = load(path, seed)             → the module, or what went wrong
    invoke(module, call, buffers)         → (answer, buffers)

Both sides go through here, so a reference solution meets exactly the conditions an answer meets: fresh copies
of its inputs, the same view of what changed in place, and the same record of what was shared.

Whatever the code does short of ending the process becomes a value, `KeyboardInterrupt` alone excepted: in the
judge's process that one is the person's.
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
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType, TracebackType
from typing import Any

from ch4.worker.codec import Encoder, Node, decode, revive, tensors_in, type_name
from ch4.worker.outcome import Misfit, Missing, Raised
from ch4.worker.protocol import Answer, Call, Sent
from ch4.worker.tensors import storage_address

_TAIL = 400
_MESSAGE = 2000
_TRACEBACK = 6000
_FRAMES = 60  # of a traceback; a recursion's has thousands, all alike
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
        code = compile(path.read_bytes(), str(path), "exec")
    except SyntaxError as error:
        text = "".join(traceback.format_exception_only(error))
        return Raised(
            type_name(error), error.msg or "", error.lineno or None, traceback=_clipped(text, _TRACEBACK)
        )
    except Exception as error:
        return raised(error, str(path))
    try:
        exec(code, module.__dict__)
    except KeyboardInterrupt:
        raise
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
    """Make one call."""
    args: Any = revive(decode(call.args, buffers))
    kwargs: Any = revive(decode(call.kwargs, buffers))
    try:
        function = _probe(call, module) if call.probe else _function(module, call.name)
        if isinstance(function, Missing):
            return function, []
        if not call.probe and (misfit := _misfit(function, call.name, args, kwargs)):
            return misfit, []
        return _made(function, args, kwargs, call.seed)
    except KeyboardInterrupt:
        raise
    except _NoSuchName as error:
        return error.missing, []
    except BaseException as error:
        return raised(error, module.__file__ or ""), []


def _made(
    function: Callable[..., Any], args: Any, kwargs: Any, seed: int | None
) -> tuple[Sent, list[memoryview]]:
    tensors = list(tensors_in((args, kwargs)))
    storages = {address: n for n, t in reversed(list(enumerate(tensors))) if (address := storage_address(t))}
    before = _contents(tensors)
    if seed is not None:
        seed_everything(seed)
    # type(): the answer may have put an object of its own in the place of standard output.
    transcript = sys.stdout if type(sys.stdout) is Transcript else None
    if transcript:
        transcript.mark()
    start = time.perf_counter()
    value = function(*args, **kwargs)
    seconds = time.perf_counter() - start
    encoder = Encoder(storages)
    node = encoder.encode(value)
    changed: list[tuple[int, Node]] = [
        (n, encoder.encode(tensors[n])) for n, old in enumerate(before) if old != _content(tensors[n])
    ]
    return Sent(node, changed, transcript.tail if transcript else "", seconds), encoder.buffers


def raised(error: BaseException, path: str) -> Raised:
    """An exception, as the learner should hear of it: their own lines only."""
    tb = BaseException.__dict__["__traceback__"].__get__(error)  # by the built-in: theirs may be a property
    line, ends_there = _place(tb, path)
    return Raised(
        type_name(error),
        _said(partial(str, error), _MESSAGE),
        line,
        issubclass(type(error), NotImplementedError) and ends_there,
        _said(partial(_theirs, error, tb, path), _TRACEBACK),
    )


def _place(tb: TracebackType | None, path: str) -> tuple[int | None, bool]:
    """The innermost line of this file in a traceback, and whether the traceback ends there."""
    line, ends_there = None, False
    while tb is not None:
        ends_there = tb.tb_frame.f_code.co_filename == path
        line = tb.tb_lineno if ends_there else line
        tb = tb.tb_next
    return line, ends_there


def _said(text: Callable[[], str], length: int) -> str:
    """What `__str__` says, which is the learner's code too; nothing if it has nothing to say."""
    try:
        return _clipped(str.__str__(text()), length)
    except (Exception, SystemExit):
        return ""


def _theirs(error: BaseException, tb: TracebackType | None, path: str) -> str:
    """The traceback from the answer's first line on; what called it is ours and of no use to the learner."""
    while tb is not None and tb.tb_frame.f_code.co_filename != path:
        tb = tb.tb_next
    return "".join(traceback.format_exception(type(error), error, tb, limit=-_FRAMES))


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
        return Missing(name, kind=type_name(found))
    near = _near(name, module.__dict__)
    return Missing(name, near, _first_line(module.__dict__.get(near or "")))


def _near(name: str, names: Mapping[str, Any]) -> str | None:
    """The name a learner may have meant: `bottomRight`, `botom_right` for `bottom_right`."""
    plain = {
        other.replace("_", "").lower(): other
        for other, value in list(names.items())
        if type(other) is str and callable(value) and not other.startswith("__") and len(other) < 100
    }
    close = difflib.get_close_matches(name.replace("_", "").lower(), plain, n=1, cutoff=0.7)
    return plain[close[0]] if close else None


def _misfit(function: Callable[..., Any], name: str, args: Any, kwargs: Any) -> Misfit | None:
    try:
        signature = inspect.signature(function)
    except Exception:  # some built-in functions do not say what they take; and it may be the learner's code
        return None
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        form = name + (_said(partial(str, signature), _MESSAGE) or "(…)")
        message = _said(partial(str, error), _MESSAGE)
        return Misfit(name, form, len(args) + len(kwargs), message, _first_line(function))
    return None


def _first_line(function: object) -> int | None:
    return function.__code__.co_firstlineno if type(function) is FunctionType else None
