"""Typing errors: what is no English word, and nearly one that the marker knows, is taken for that.

corrector(known)("gradeint")     → "gradient"
corrector(known)("shade")        → "shade": a word of the language, although "shape" is near
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ch4.quizzing.language import Corrector, stem


def corrector(known: Iterable[str]) -> Corrector:
    """From a word to the known one that was meant: one letter off from five letters on, two from nine on."""
    words = set(known)
    targets = sorted(word for word in words if word.isalpha() and len(word) > 4)
    stems = {stem(word) for word in words}

    @lru_cache(maxsize=10_000)
    def correct(word: str) -> str:
        if len(word) < 5 or not word.isalpha() or stem(word) in stems:
            return word
        reach = 1 if len(word) < 9 else 2
        found = process.extractOne(word, targets, scorer=OSA.distance, score_cutoff=reach)
        if not found or found[0][0] != word[0] or _is_english(word):
            return word
        return found[0]

    return correct


def _is_english(word: str) -> bool:
    return word in _dictionary()


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    # A tenth of a second: not before a word needs it.
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.keys())
