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
    """The items to ask, in their order. `names` is read as far as needed only.

    A warm-up begins with what was known best, so that coming back begins with a success.
    """
    order = {name: place for place, name in enumerate(names)} if cards or everything else {}
    known = [name for name in order if name in cards]
    due = sorted((n for n in known if cards[n].due <= now), key=lambda n: (cards[n].due, order[n]))
    first: list[str] = []
    if warm_up:
        was_known = [name for name in known if is_known(cards[name])]
        first = sorted(was_known, key=lambda name: (-recall(cards[name], now), order[name]))[:WARM_UP]
    chosen = [*first, *(name for name in due if name not in first)]
    if only_due:
        return tuple(chosen[:count])
    new = (name for name in (order or names) if name not in cards)
    chosen += islice(new, max(0, count - len(chosen)))
    if everything:
        rest = sorted((n for n in known if n not in chosen), key=lambda n: (cards[n].due, order[n]))
        chosen += rest
    return tuple(chosen[:count])


def mastery(names: Iterable[str], cards: Mapping[str, Card], now: datetime) -> float:
    """How much of these items is known now, 0..1: what was never right counts nothing."""
    known = [recall(cards[n], now) if n in cards and is_known(cards[n]) else 0.0 for n in names]
    return sum(known) / len(known) if known else 0.0
