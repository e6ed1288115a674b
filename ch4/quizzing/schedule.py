"""When to ask again: one FSRS card an item (free spaced repetition scheduler, the `fsrs` package).

card = review(None, Grade.RIGHT, now)      asked for the first time
card = review(card, Grade.WRONG, later)    forgotten: soon again
card.due, recall(card, now)                when to ask; how likely it is remembered, 0..1

Nothing here reads a clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum

from fsrs import Card, Rating, Scheduler, State

LONG_BREAK = timedelta(days=21)

# One step, so that what was right at once waits for days, and what was wrong for minutes. Without fuzz: the
# same answers at the same times give the same plan.
_STEPS = (timedelta(minutes=10),)
_SCHEDULER = Scheduler(
    desired_retention=0.9, learning_steps=_STEPS, relearning_steps=_STEPS, enable_fuzzing=False
)


class Grade(Enum):
    """How an answer came out, for the memory."""

    WRONG = Rating.Again
    NIT = Rating.Hard
    RIGHT = Rating.Good


def review(card: Card | None, grade: Grade, now: datetime) -> Card:
    """The card after one more answer."""
    now = now.astimezone(UTC)
    # A clock that was set back must not make a memory older than its card.
    if card and card.last_review and now < card.last_review:
        now = card.last_review
    after, _ = _SCHEDULER.review_card(card or Card(due=now), grade.value, review_datetime=now)
    return after


def recall(card: Card, now: datetime) -> float:
    """How likely the item is remembered at this time, 0..1."""
    return float(_SCHEDULER.get_card_retrievability(card, current_datetime=now.astimezone(UTC)))


def is_known(card: Card) -> bool:
    """Whether it was known when it was last asked, beyond the first minutes."""
    return card.state is State.Review
