"""Patterns: what a rubric looks for in an answer, written so that many wordings fit.

    "rank number|count|how_many axes|dimensions"     one of each, in any order, near each other in a sentence
    "weights .. gradient"                            in this order
    "!training validation"                           and nowhere in that sentence: training
    "~track|need gradients"                          under a negation: "no need for gradients"
    "unseen|~seen"                                   a sign before one alternative is for that one only
    "?learn"                                         negated or not
    "overfit*"                                       begins so
    "=optimizes"                                     this very form of the word
    "shape sizes /6"                                 within six words (16 otherwise)
    "validation && seen|memorized"                   both, each somewhere in the answer
    "loss >> backward >> step"                       all, one after the other, in one sentence or in several

Words are compared by their stems, as `language.read` gives them; a plain word counts where nothing negates
it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ch4.quizzing.language import Sentence, Word, read

_WINDOW = 16
_TRIES = 6  # places of one term that are looked at


Place = tuple[int, int]
"""First and last word of something in a sentence."""


@dataclass(frozen=True)
class Phrase:
    """Words that follow each other. Polarity: as it stands, under a negation (`~`), or either (`?`)."""

    words: tuple[str, ...]
    polarity: Literal["", "~", "?"] = ""

    def places(self, sentence: Sentence) -> Iterator[Place]:
        first = self.words[0]
        starts = range(len(sentence)) if _is_special(first) else sentence.places.get(first, ())
        for start in starts:
            end = _match(self.words, sentence, start)
            if end is not None and (self.polarity == "?" or sentence[end].negated == (self.polarity == "~")):
                yield start, end


Term = tuple[Phrase, ...]
"""Any of these."""


@dataclass(frozen=True)
class _Part:
    """What has to stand in one sentence; `groups` in this order, the terms of a group in any."""

    groups: tuple[tuple[Term, ...], ...]
    absent: tuple[Term, ...]
    window: int

    def spans(self, sentence: Sentence) -> Iterator[Place]:
        """Every place where it fits, from its first to its last word."""
        if any(_places(term, sentence) for term in self.absent):
            return
        places = [[_places(term, sentence) for term in group] for group in self.groups]
        if not all(found for group in places for found in group):
            return
        for chosen in itertools.product(*itertools.chain(*places)):
            span = (min(start for start, _ in chosen), max(end for _, end in chosen))
            is_near = span[1] - span[0] < self.window
            # No word counts for two terms.
            if is_near and len(set(chosen)) == len(chosen) and self._is_in_order(chosen):
                yield span

    def _is_in_order(self, chosen: Sequence[Place]) -> bool:
        left = iter(chosen)
        spans = [[next(left) for _ in group] for group in self.groups]
        return all(
            max(end for _, end in one) < min(start for start, _ in other)
            for one, other in itertools.pairwise(spans)
        )


@dataclass(frozen=True)
class Pattern:
    """All of `chains`, each somewhere; the parts of a chain one after the other."""

    chains: tuple[tuple[_Part, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Raises `ValueError` where a pattern could never fit, with the reason."""
        return cls(tuple(tuple(map(_part, chain.split(">>"))) for chain in text.split("&&")))

    def fits(self, sentences: Sequence[Sentence]) -> bool:
        return all(_fits(chain, sentences) for chain in self.chains)


def _fits(chain: Sequence[_Part], sentences: Sequence[Sentence]) -> bool:
    """Whether the parts fit one after the other; taking the earliest place for each loses nothing."""
    reached = (0, -1)
    for part in chain:
        ends = (
            (number, end)
            for number, sentence in enumerate(sentences)
            if number >= reached[0]
            for start, end in part.spans(sentence)
            if number > reached[0] or start > reached[1]
        )
        found = min(ends, default=None)
        if found is None:
            return False
        reached = found
    return True


def _places(term: Term, sentence: Sentence) -> list[Place]:
    places = (place for phrase in term for place in phrase.places(sentence))
    return list(itertools.islice(places, _TRIES))


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
    if not _is_special(wanted):
        return word.stem == wanted
    return word.text == wanted[1:] if wanted[0] == "=" else word.text.startswith(wanted[:-1])


@lru_cache(maxsize=10_000)
def _is_special(wanted: str) -> bool:
    """`=optimizes` or `overfit*`, which are compared with a word's text; operators are not meant."""
    return (wanted[:1] == "=" and wanted[1:].isalpha()) or (wanted[-1:] == "*" and wanted[:-1].isalpha())


def _part(text: str) -> _Part:
    groups: list[list[Term]] = [[]]
    absent: list[Term] = []
    window = _WINDOW
    for word in text.split():
        if re.fullmatch(r"/\d+", word):
            window = int(word[1:])
        elif word == "..":
            groups.append([])
        elif word[0] == "!" and word not in ("!", "!="):
            absent.append(_term(word[1:], "?"))
        else:
            groups[-1].append(_term(word, ""))
    if not all(groups):
        raise ValueError(f"in {text.strip()!r} a word is missing")
    return _Part(tuple(map(tuple, groups)), tuple(absent), window)


def _term(text: str, polarity: Literal["", "~", "?"]) -> Term:
    """Alternatives; a sign before the first is for all that have none of their own."""
    phrases = []
    for number, alternative in enumerate(text.split("|")):
        own = polarity
        if alternative[:1] in ("~", "?") and len(alternative) > 1:
            own, alternative = ("~" if alternative[0] == "~" else "?"), alternative[1:]
            polarity = own if number == 0 else polarity
        phrases.append(Phrase(_phrase(alternative), own))
    if not all(phrase.words for phrase in phrases):
        raise ValueError(f"{text!r} has an alternative without a word")
    return tuple(phrases)


def _phrase(text: str) -> tuple[str, ...]:
    words: list[str] = []
    parts = text.split("_")
    for word in parts:
        if _is_special(word):
            words.append(word.lower())
        elif len(parts) == 1 or word not in ("a", "an", "the"):
            words += [word.stem for sentence in read(word) for word in sentence]
    return tuple(words)
