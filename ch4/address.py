"""The addresses of questions, as people write them.

parse(("question 9",), questions)       → (q09,)
parse(("12-14", "r2"), questions)       → (q12, q13, q14, r2)
parse(("question", "9"), questions)     → (q09,)            words as a shell splits them
parse(("all",), questions)              → every address, in the course's order
parse(("question 99",), questions)      → UnknownAddress: there is no question 99; this course has 1 to 37
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NewType, Protocol

from ch4.errors import UnknownAddress

Address = NewType("Address", str)
"""`q09` or `r2`: a kind's letter and a number, as files and reports spell it."""

KINDS = {"q": "question", "r": "research"}


class Named(Protocol):
    """What parsing needs to know of a question."""

    @property
    def address(self) -> Address: ...

    @property
    def number(self) -> int: ...

    @property
    def stem(self) -> str: ...


_KIND = r"questions?|research(?:es)?|q|r"
_WORD = re.compile(
    rf"(?P<kind>{_KIND})? [\s#]* (?P<first>\d{{1,6}})"
    rf"(?: \s* (?:-|–|\.\.|to) \s* (?P<kind2>{_KIND})? \s* (?P<last>\d{{1,6}}) )? (?!\w)",
    re.VERBOSE | re.IGNORECASE,
)
_ALL = re.compile(r"all\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"(?:[\s,]|and\b)+")


def parse(words: tuple[str, ...], questions: Sequence[Named]) -> tuple[Address, ...]:
    """Addresses as people write them (the forms are in this module's docstring).

    A path to a question's file names it too, so that a shell's completion works.
    Raises `UnknownAddress`, with what the course has.
    """
    found: dict[Address, None] = {}
    by_stem = {question.stem: question.address for question in questions}
    text = " ".join(by_stem.get(_stem(word), word) for word in words)
    at = 0
    while at < len(text):
        if gap := _SEPARATORS.match(text, at):
            at = gap.end()
        elif everything := _ALL.match(text, at):
            found |= dict.fromkeys(q.address for q in questions)
            at = everything.end()
        elif match := _WORD.match(text, at):
            found |= dict.fromkeys(_one_or_many(match, questions))
            at = match.end()
        else:
            raise UnknownAddress(
                f"{text[at:].split()[0]!r} is no question's address", todo=_what_there_is(questions)
            )
    return tuple(found)


def _stem(word: str) -> str:
    return Path(word.strip()).name.removesuffix(".py").removesuffix(".toml").removeprefix("test_")


def _one_or_many(match: re.Match[str], questions: Sequence[Named]) -> list[Address]:
    said = match[0].strip()
    kind = (match["kind"] or "q")[0].lower()
    if match["kind2"] and match["kind2"][0].lower() != kind:
        raise UnknownAddress(f"{said!r} mixes questions and research", todo="name each range by itself")
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if last < first:
        raise UnknownAddress(f"{said!r} runs backwards", todo=f"write {last}-{first}")
    numbers = {q.number: q.address for q in questions if q.address[0] == kind}
    inside = [address for number, address in sorted(numbers.items()) if first <= number <= last]
    if not inside:
        missing = str(first) if first == last else f"{first}-{last}"
    elif first < min(numbers) or last > max(numbers):
        missing = str(first if first < min(numbers) else last)
    else:
        return inside
    raise UnknownAddress(f"there is no {KINDS[kind]} {missing}", todo=_what_there_is(questions))


def _what_there_is(questions: Sequence[Named]) -> str:
    parts = [
        f"{name} {_ranges([q.number for q in questions if q.address[0] == kind])}"
        for kind, name in KINDS.items()
        if any(q.address[0] == kind for q in questions)
    ]
    return "this course has " + (" and ".join(parts) or "no questions yet")


def _ranges(numbers: list[int]) -> str:
    """`1 to 37`, or `4, 9, 20` where there are gaps."""
    numbers = sorted(numbers)
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(str(number) for number in numbers)
