"""What to ask: what is due first, then what is new, in the order of the course.

plan(items, cards, now, count=10)                           ten items at the most
plan(items, cards, now, count=10, only_due=True)            nothing new
plan(items, cards, now, count=10, everything=True)          what was asked for by name: due or not
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from fsrs import Card

from ch4.quizzing.schedule import is_known, recall

WARM_UP = 3  # items once known, to begin with after a long break


def plan(
    names: Iterable[str],
    cards: Mapping[str, Card],
    now: datetime,
    *,
    count: int,
    only_due: bool = False,
    everything: bool = False,
    warm_up: bool = False,
) -> tuple[str, ...]:
    """The items to ask, in their order: `cards` of those that were asked, and new ones from `names`.

    `names` is read as far as needed only. A warm-up begins with what was known best, so that coming back
    begins with a success.
    """
    due = sorted((name for name in cards if cards[name].due <= now), key=lambda n: (cards[n].due, n))
    first: list[str] = []
    if warm_up:
        was_known = [name for name in cards if is_known(cards[name])]
        first = sorted(was_known, key=lambda name: (-recall(cards[name], now), name))[:WARM_UP]
    chosen = [*first, *(name for name in due if name not in first)]
    if only_due:
        return tuple(chosen[:count])
    chosen += islice((name for name in names if name not in cards), max(0, count - len(chosen)))
    if everything:
        chosen += sorted(cards.keys() - set(chosen), key=lambda name: (cards[name].due, name))
    return tuple(chosen[:count])


def mastery(names: Iterable[str], cards: Mapping[str, Card], now: datetime) -> float:
    """How much of these items is known now, 0..1: what was never right counts nothing."""
    known = [recall(cards[n], now) if n in cards and is_known(cards[n]) else 0.0 for n in names]
    return sum(known) / len(known) if known else 0.0
