"""Criteria: what a grader may say of its tests beyond their docstring, and the ways one can end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NoReturn, TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., None])


def criterion(
    *,
    after: Callable[..., None] | tuple[Callable[..., None], ...] = (),
    weight: float = 1.0,
    needs: Literal["gpu"] | None = None,
    hint: str | None = None,
) -> Callable[[_Test], _Test]:
    """Say more about a test.

    @criterion(after=test_shape)      judged only once that one is right: one cause is reported once
    @criterion(weight=2)              its share of the question's points
    @criterion(needs="gpu")           skipped, at no cost in points, where there is no GPU
    @criterion(hint="look at …")      shown when it fails
    """
    before = after if isinstance(after, tuple) else (after,)
    return pytest.mark.criterion(
        after=tuple(test.__name__.removeprefix("test_") for test in before),
        weight=weight,
        needs=needs,
        hint=hint,
    )


class Nit(Exception):
    """Right, with a remark."""


def nit(remark: str) -> NoReturn:
    """End the criterion as right, with a remark: full points."""
    raise Nit(remark)


class Mismatch(AssertionError):
    """What the answer gave is not what was asked. `expected` and `got` are short texts or grids."""

    def __init__(self, message: str, expected: str | None = None, got: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.got = got
