"""Marking an answer in words: which points of the rubric it makes, and which misconceptions it shows.

    mark_open(item, "How many axes it has: len(t.shape).")      → Mark(verdict="nit", missing=("…",), …)

The rule:

    a misconception                          wrong; but review, where the answer also makes every point,
                                             and the misconception is not `fatal`
    all core points, and `needs` in all      right; a nit, where a part is missing or something slipped
    some points, though too few              review
    nothing of it                            wrong

A verdict that examples of the question speak against (see `examples`) becomes review, and a review that they
clearly decide becomes theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from ch4.quizzing.drawing import mark_drawing, points_in
from ch4.quizzing.items import Misconception, OpenItem, Point
from ch4.quizzing.language import Sentence, read, words
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.quizzing.pattern import Pattern
from ch4.report import MistakeNote

_GIVES_UP = re.compile(
    r"(?:(?:i )?(?:do not|don'?t|dunno)(?: really)? (?:know|remember|recall|understand|get it)\b.{0,60}"
    r"|no (?:idea|clue)\b.{0,60}|idk\b.{0,40}|pass|skip(?:ped)?|todo|tbd|\?+|-+|n/?a)\W*",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = words("empty")
# Of `Opinion.of`: what speaks against a verdict, and what is clear enough to be one.
_DOUBT = (0.4, 0.6)
_CLEAR = (0.15, 0.85)


@dataclass(frozen=True)
class Reading:
    """What a rubric finds in one answer."""

    covered: tuple[Point, ...]
    missing: tuple[Point, ...]
    shown: tuple[Misconception, ...]

    def has_all(self, level: str) -> bool:
        return not any(point.level == level for point in self.missing)

    def wrongs(self) -> tuple[Misconception, ...]:
        """What makes an answer wrong, the gravest first."""
        wrongs = (m for m in self.shown if m.level != "slip")
        return tuple(sorted(wrongs, key=lambda misconception: misconception.level != "fatal"))


def mark_open(item: OpenItem, answer: str) -> Mark:
    """Mark what a learner wrote; code in it is not run (see `code_answers`)."""
    if says_nothing(item, answer):
        return _mark(item, QuizVerdict.WRONG, explanation="this does not answer the question yet")
    if item.drawing and (points := points_in(answer)):
        return mark_drawing(item, item.drawing, points)
    found = reading(item, answer)
    return mark(item, found, _weighed(judge(item, found), item.opinion.of(answer)))


def mark(item: OpenItem, found: Reading, verdict: QuizVerdict) -> Mark:
    """The mark with this verdict, and the reasons for it."""
    mistakes = found.wrongs() or found.shown
    shown = mistakes[0] if mistakes and verdict is not QuizVerdict.RIGHT else None
    missing = tuple(p.says for p in found.missing if p.level != "extra")
    return _mark(
        item,
        verdict,
        covered=tuple(point.says for point in found.covered),
        missing=missing,
        mistake=MistakeNote(shown.name, shown.explanation) if shown else None,
        explanation=_explanation(verdict, missing, shown),
    )


def reading(item: OpenItem, answer: str) -> Reading:
    """The points and misconceptions whose patterns fit."""
    asked = _words_of(item.prompt)
    # The question, written down once more, is not the learner's own words.
    sentences = [s for s in read(answer, item.corrector) if not _repeats({w.stem for w in s}, asked)]
    covered = tuple(point for point in item.point if _any(point.patterns, sentences))
    return Reading(
        covered=covered,
        missing=tuple(point for point in item.point if point not in covered),
        shown=tuple(
            m for m in item.misconception if _any(m.patterns, sentences) and not _any(m.exceptions, sentences)
        ),
    )


def judge(item: OpenItem, found: Reading) -> QuizVerdict:
    """The rule at the head of this module."""
    required = [point for point in found.covered if point.level != "extra"]
    complete = found.has_all("core") and found.has_all("part")
    if wrongs := found.wrongs():
        return QuizVerdict.REVIEW if complete and wrongs[0].level != "fatal" else QuizVerdict.WRONG
    if found.has_all("core") and len(required) >= item.needs:
        return QuizVerdict.RIGHT if complete and not found.shown else QuizVerdict.NIT
    return QuizVerdict.REVIEW if required else QuizVerdict.WRONG


def _weighed(verdict: QuizVerdict, opinion: float) -> QuizVerdict:
    """The rubric's verdict where the examples do not speak against it; where it has none, theirs if clear."""
    low, high = _DOUBT
    least, most = _CLEAR
    if verdict is QuizVerdict.REVIEW:
        clear = {opinion < least: QuizVerdict.WRONG, opinion > most: QuizVerdict.NIT}
        return clear.get(True, verdict)
    against = opinion < low if verdict.is_accepted else opinion > high
    return QuizVerdict.REVIEW if against else verdict


def says_nothing(item: OpenItem, answer: str) -> bool:
    """Nothing at all, "no idea", or the question once more."""
    if _GIVES_UP.fullmatch(answer.strip()) or not answer.strip():
        return True
    said = _words_of(answer)
    return not said - _EMPTY or _repeats(said, _words_of(item.prompt))


def _repeats(said: Set[str], asked: Set[str]) -> bool:
    """Whether words are the question's own, and most of them. One of them alone may well be the answer."""
    said, asked = said - _EMPTY, asked - _EMPTY
    return said <= asked and 2 * len(said) > len(asked)


@lru_cache(maxsize=1024)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.stem for sentence in read(text) for word in sentence)


def _any(patterns: Iterable[Pattern], sentences: Sequence[Sentence]) -> bool:
    return any(pattern.fits(sentences) for pattern in patterns)


def _explanation(verdict: QuizVerdict, missing: Sequence[str], shown: Misconception | None) -> str:
    if verdict is QuizVerdict.REVIEW:
        return "this could not be marked for certain: compare it with the model answer"
    if shown:
        return shown.explanation
    if verdict is QuizVerdict.NIT and missing:
        return f"right; add this: {missing[0]}"
    if verdict is QuizVerdict.WRONG:
        return "what is asked is not there: compare your answer with the model answer"
    return ""


def _mark(item: OpenItem, verdict: QuizVerdict, **fields: object) -> Mark:
    return Mark(
        item=item.name,
        address=item.address,
        verdict=verdict,
        model_answer=item.model,
        **fields,  # type: ignore[arg-type]
    )
