"""Known mistakes: wrong answers written as code, so that a learner can be told which one they made.

    @mistake("bottom_right")
    def rows_twice():
        \"""You sliced the rows twice. …\"""
        return …

When a criterion fails, it is run again on each mistake, with the same inputs. A mistake that gives what the
answer gave, call by call, and fails as well, is the learner's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from ch4.grading.answer import Exchange, LocalAnswer, Subject
from ch4.grading.compare import Tolerance, difference
from ch4.grading.source import self_contained
from ch4.report import MistakeNote
from ch4.worker import Outcome, Raised, Returned, TensorValue, Value
from ch4.worker.codec import Plain

_SAME = Tolerance(rtol=1e-3, atol=1e-5)


@dataclass(frozen=True)
class Mistake:
    """`code` stands where the answer's function `replaces` stands; the rest is the solution's.

    Where that is a class, a mistake defines the methods that differ, and derives from the solution's.
    """

    name: str
    replaces: str
    code: Callable[..., Any]
    explanation: str

    def note(self) -> MistakeNote:
        return MistakeNote(self.name, self.explanation)

    def as_answer(self, solution: str) -> str:
        """The file of a learner who makes this mistake and no other; `solution` is the solution's source."""
        base = self.replaces if inspect.isclass(self.code) else None
        return f"{solution}\n\n{self_contained(self.code, self.replaces, base)}"


def mistake(replaces: str) -> Callable[[Callable[..., Any]], Mistake]:
    """Make a function (or a class) of a grader a known mistake; its docstring is what the learner reads."""

    def decorate(code: Callable[..., Any]) -> Mistake:
        return Mistake(code.__name__, replaces, code, inspect.cleandoc(code.__doc__ or ""))

    return decorate


def mistakes_of(grader: ModuleType) -> tuple[Mistake, ...]:
    """The mistakes that a grader's file defines, in its order."""
    return tuple(value for value in vars(grader).values() if isinstance(value, Mistake))


def diagnose(
    exchanges: Sequence[Exchange],
    criterion: Callable[[Subject], None],
    mistakes: Sequence[Mistake],
    solution: LocalAnswer,
    seed: int,
) -> Mistake | None:
    """The first mistake that behaves as the answer did in these calls, and fails the criterion too."""
    if not exchanges:
        return None
    # A mistake in the function that was called explains more than one in another that this one may use.
    near = exchanges[-1].functions
    nearest_first = sorted(mistakes, key=lambda mistake: mistake.replaces not in near)
    return next((m for m in nearest_first if _explains(m, exchanges, criterion, solution, seed)), None)


def _explains(
    mistake: Mistake,
    exchanges: Sequence[Exchange],
    criterion: Callable[[Subject], None],
    solution: LocalAnswer,
    seed: int,
) -> bool:
    replay = _Replay(solution.rewritten(mistake.as_answer(solution.source)), exchanges, seed)
    try:
        criterion(replay)
    except (_Diverged, pytest.skip.Exception):
        return False
    except (Exception, pytest.fail.Exception):
        return len(replay.exchanges) == len(exchanges)
    return False


class _Diverged(BaseException):
    """The mistake did something else than the answer: no need to go on. Not to be caught by a grader."""


class _Replay(LocalAnswer):
    def __init__(self, module: ModuleType, exchanges: Sequence[Exchange], seed: int) -> None:
        super().__init__(module, seed)
        self._theirs = exchanges

    def _outcome(
        self, name: str, probe: str | None, args: tuple[Plain, ...], kwargs: dict[str, Plain]
    ) -> Outcome:
        outcome = super()._outcome(name, probe, args, kwargs)
        done = len(self.exchanges)
        if done >= len(self._theirs) or not same_behaviour(outcome, self._theirs[done].outcome):
            raise _Diverged
        return outcome


def same_behaviour(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes of one call show the same behaviour.

    Numbers alone count, not their dtype or library: a learner's numpy form of a mistake is the same mistake.
    """
    match one, other:
        case Returned(), Returned():
            return (
                _same_flags(one.value, other.value)
                and _same_values(one.value, other.value)
                and one.changed.keys() == other.changed.keys()
                and all(_same_values(one.changed[n], other.changed[n]) for n in one.changed)
            )
        case Raised(), Raised():
            return one.type_name == other.type_name
    return False


def _same_values(one: Value, other: Value) -> bool:
    return difference(one, other, _SAME) is None


def _same_flags(one: Value, other: Value) -> bool:
    """What two tensors are beyond their numbers: gradients wanted, leaves, storage shared."""
    if not (isinstance(one, TensorValue) and isinstance(other, TensorValue)):
        return True
    if {one.library, other.library} != {"torch"}:
        return True
    same = one.shares == other.shares
    if one.dtype.startswith("float") and other.dtype.startswith("float"):
        same = same and (one.requires_grad, one.is_leaf) == (other.requires_grad, other.is_leaf)
    return same
