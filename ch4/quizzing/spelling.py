"""Typing errors: a word that is nearly one that the marker knows is taken for it.

corrector(known)("gradeint")     → "gradient"
corrector(known)("shade")        → "shade": a word of the language, although "shape" is near
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ch4.quizzing.language import Corrector, stem, words

_EVERYDAY = words("everyday")


def corrector(known: Iterable[str]) -> Corrector:
    """From a word to the known one that was meant: one letter off from five letters on, two from nine on."""
    targets = sorted(word for word in set(known) if word.isalpha() and len(word) > 4)
    stems = {stem(word) for word in known}

    @lru_cache(maxsize=10_000)
    def correct(word: str) -> str:
        if len(word) < 5 or not word.isalpha() or word in _EVERYDAY or stem(word) in stems:
            return word
        reach = 1 if len(word) < 9 else 2
        found = process.extractOne(word, targets, scorer=OSA.distance, score_cutoff=reach)
        return found[0] if found and found[0][0] == word[0] else word

    return correct
