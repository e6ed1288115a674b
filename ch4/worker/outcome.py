"""What became of one call into the worker: a value of exactly one of these types, never flags.

match outcome:
    case Returned(value=value): ...
    case Raised() | Missing() | Misfit(): ...       said by the worker
    case TimedOut() | Died(): ...                   seen from outside

What the worker says may be made up: the lengths here are what it may make its reader read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from ch4.worker.codec import Short, Value

MAX_TEXT = 8000

_Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
_Line = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


@dataclass(frozen=True)
class Returned:
    """The call came back. `changed` holds the argument tensors that are no longer as they were passed, by
    their number among the argument tensors; `printed` the end of what the call printed; `seconds` its time.
    """

    value: Value
    changed: dict[int, Value] = field(default_factory=dict)
    printed: str = ""
    seconds: float = 0.0


class Raised(msgspec.Struct, frozen=True, tag="raised"):
    """The learner's code raised. `line` is the innermost line of the answer's file, if any of it ran."""

    type_name: Short
    message: _Text
    line: _Line | None = None
    is_todo: bool = False  # NotImplementedError, raised by the answer itself: a stub
    traceback: _Text = ""


class Missing(msgspec.Struct, frozen=True, tag="missing"):
    """The answer has no such function. `near` is the name it has instead, if one looks alike."""

    name: Short
    near: Short | None = None
    line: _Line | None = None
    kind: Short | None = None  # what stands under the name, when it is something that cannot be called


class Misfit(msgspec.Struct, frozen=True, tag="misfit"):
    """The function is there but does not take the arguments that the question passes."""

    name: Short
    signature: _Text
    passed: _Line
    message: _Text
    line: _Line | None = None


class TimedOut(msgspec.Struct, frozen=True, tag="timed out"):
    """No answer in time. `line` is where the answer was stuck, as far as could be seen."""

    seconds: float
    line: int | None = None


class Died(msgspec.Struct, frozen=True, tag="died"):
    """The process ended without an answer; `how` says it in words (`a segmentation fault`)."""

    how: str
    line: int | None = None


Outcome = Returned | Raised | Missing | Misfit | TimedOut | Died
