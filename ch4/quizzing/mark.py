"""The outcome of marking one answer: plain data, as `ch4.quiz/1` has it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ch4.address import Address
from ch4.report import MistakeNote


class QuizVerdict(StrEnum):
    """`review`: the marker is not sure, and a person decides."""

    RIGHT = "right"
    NIT = "nit"
    WRONG = "wrong"
    REVIEW = "review"

    @property
    def is_accepted(self) -> bool:
        return self in (QuizVerdict.RIGHT, QuizVerdict.NIT)


class Mark(Struct, frozen=True, kw_only=True):
    """`covered` and `missing` are sentences; `mistake` is the misconception that the answer shows."""

    item: str
    address: Address
    verdict: QuizVerdict
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mistake: MistakeNote | None = None
    explanation: str = ""
    model_answer: str = ""
