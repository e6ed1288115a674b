"""Patterns: what a rubric looks for in an answer, written so that many wordings fit.

    "rank number|count|how_many axes|dimensions"     one of each, in any order, near each other in a sentence
    "weights .. gradient"                            in this order
    "!training validation"                           and nowhere in that sentence: training
    "~track|need gradients"                          under a negation: "no need for gradients"
    "?learn"                                         negated or not
    "overfit*"                                       begins so
    "shape sizes /6"                                 within six words (16 otherwise)
    "validation && seen|memorized"                   both, each somewhere in the answer

Words are compared by their stems, as `language.read` gives them; a plain word counts where nothing negates
it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ch4.quizzing.language import Sentence, Word, read

_WINDOW = 16
_TRIES = 6  # places of one term that are looked at


@dataclass(frozen=True)
class Term:
    """Any of these phrases; a phrase is words that follow each other."""

    phrases: tuple[tuple[str, ...], ...]
    polarity: Literal["", "~", "?", "!"] = ""

    def places(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Where it stands: first and last word."""
        return [place for phrase in self.phrases for place in self._places(phrase, sentence)][:_TRIES]

    def _places(self, phrase: tuple[str, ...], sentence: Sentence) -> Iterator[tuple[int, int]]:
        for start in range(len(sentence)):
            end = _match(phrase, sentence, start)
            if end is None:
                continue
            negated = sentence[end].negated
            if self.polarity in ("?", "!") or negated == (self.polarity == "~"):
                yield start, end


@dataclass(frozen=True)
class _Part:
    """What has to stand in one sentence; `groups` in this order, the terms of a group in any."""

    groups: tuple[tuple[Term, ...], ...]
    absent: tuple[Term, ...]
    window: int

    def fits(self, sentence: Sentence) -> bool:
        if any(term.places(sentence) for term in self.absent):
            return False
        places = [[term.places(sentence) for term in group] for group in self.groups]
        if not all(p for group in places for p in group):
            return False
        return any(self._is_near(chosen) for chosen in itertools.product(*itertools.chain(*places)))

    def _is_near(self, chosen: Sequence[tuple[int, int]]) -> bool:
        if max(end for _, end in chosen) - min(start for start, _ in chosen) >= self.window:
            return False
        left = iter(chosen)
        spans = [[next(left) for _ in group] for group in self.groups]
        return all(
            max(end for _, end in one) < min(start for start, _ in other)
            for one, other in itertools.pairwise(spans)
        )


@dataclass(frozen=True)
class Pattern:
    parts: tuple[_Part, ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Raises `ValueError` where a pattern could never fit, with the reason."""
        return cls(tuple(_part(part) for part in text.split("&&")))

    def fits(self, sentences: Sequence[Sentence]) -> bool:
        return all(any(part.fits(sentence) for sentence in sentences) for part in self.parts)

    @property
    def words(self) -> frozenset[str]:
        """The stems it knows."""
        terms = (t for part in self.parts for t in (*itertools.chain(*part.groups), *part.absent))
        return frozenset(word for term in terms for phrase in term.phrases for word in phrase)


def _match(phrase: tuple[str, ...], sentence: Sentence, start: int) -> int | None:
    """The place of the phrase's last word, if it begins at `start`."""
    at, last = start, None
    for word in phrase:
        # "mini-batch" is written with a hyphen or without.
        while last is not None and at < len(sentence) and sentence[at].stem == "-" != word:
            at += 1
        if at >= len(sentence) or not _is(word, sentence[at]):
            return None
        last, at = at, at + 1
    return last


def _is(wanted: str, word: Word) -> bool:
    return word.text.startswith(wanted[:-1]) if len(wanted) > 1 and wanted[-1] == "*" else word.stem == wanted


def _part(text: str) -> _Part:
    groups: list[list[Term]] = [[]]
    absent: list[Term] = []
    window = _WINDOW
    for word in text.split():
        if re.fullmatch(r"/\d+", word):
            window = int(word[1:])
        elif word == "..":
            groups.append([])
        elif (term := _term(word)).polarity == "!":
            absent.append(term)
        else:
            groups[-1].append(term)
    if not all(groups):
        raise ValueError(f"in {text.strip()!r} a word is missing")
    return _Part(tuple(map(tuple, groups)), tuple(absent), window)


def _term(text: str) -> Term:
    polarity: Literal["", "~", "?", "!"] = ""
    for sign in ("~", "?", "!"):
        if text.startswith(sign) and len(text) > 1 and text != "!=":
            polarity, text = sign, text[1:]
    phrases = tuple(phrase for alternative in text.split("|") for phrase in [_phrase(alternative)])
    if not all(phrases):
        raise ValueError(f"{text!r} has an alternative without a word")
    return Term(phrases, polarity)


def _phrase(text: str) -> tuple[str, ...]:
    words: list[str] = []
    for word in text.split("_"):
        if len(word) > 1 and word.endswith("*") and word[:-1].isalpha():
            words.append(word.lower())
        else:
            words += [word.stem for sentence in read(word) for word in sentence]
    return tuple(words)
