"""What a learner answered in the quiz, and when to ask again, in the workspace's SQLite file.

memory = workspace.memory
memory.record(mark, "w -= lr * g", now, overruled=None)      an answer and its card, in one transaction
memory.cards()["q18.open"]                                   → the item's card
memory.unfinished()                                          → items of a session that was left
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from fsrs import Card

from ch4.database import visit
from ch4.progress import SCHEMA
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.quizzing.schedule import Grade, review

_GRADES = {
    QuizVerdict.RIGHT: Grade.RIGHT,
    QuizVerdict.NIT: Grade.NIT,
    QuizVerdict.WRONG: Grade.WRONG,
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer that was given. `overruled` is the learner's own verdict, where it differs."""

    item: str
    when: datetime
    answer: str
    mark: Mark
    overruled: QuizVerdict | None

    @property
    def verdict(self) -> QuizVerdict:
        return self.overruled or self.mark.verdict


@dataclass(frozen=True)
class Memory:
    """The file at `path`; where there is none, nothing was asked. Every method may raise `MachineFault`."""

    path: Path

    def record(
        self, mark: Mark, answer: str, when: datetime, *, overruled: QuizVerdict | None = None
    ) -> Card | None:
        """Keep one answer, and the item's card after it; on return both are on disk.

        An answer that nobody has judged (`review`) leaves the card as it is.
        """
        verdict = overruled or mark.verdict
        with visit(self.path, SCHEMA, write=True) as db:
            db.execute(
                "INSERT INTO quiz_answers (item, at, answer, verdict, overruled, mark)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (mark.item, _stamp(when), answer, mark.verdict.value, overruled, msgspec.json.encode(mark)),
            )
            db.execute("DELETE FROM quiz_session WHERE item = ?", (mark.item,))
            if verdict not in _GRADES:
                return None
            row = db.execute("SELECT card FROM quiz_cards WHERE item = ?", (mark.item,)).fetchone()
            card = review(Card.from_json(row[0]) if row else None, _GRADES[verdict], when)
            db.execute(
                "INSERT INTO quiz_cards (item, due, card) VALUES (?, ?, ?)"
                " ON CONFLICT (item) DO UPDATE SET due = excluded.due, card = excluded.card",
                (mark.item, _stamp(card.due), card.to_json()),
            )
            return card

    def cards(self) -> dict[str, Card]:
        """The card of each item that was answered."""
        with visit(self.path, SCHEMA) as db:
            return {
                item: Card.from_json(card) for item, card in db.execute("SELECT item, card FROM quiz_cards")
            }

    def answers(self, item: str) -> tuple[Given, ...]:
        """Every answer to an item, the oldest first."""
        with visit(self.path, SCHEMA) as db:
            rows = db.execute(
                "SELECT item, at, answer, overruled, mark FROM quiz_answers WHERE item = ? ORDER BY id",
                (item,),
            )
            return tuple(map(_given, rows))

    def latest(self) -> dict[str, QuizVerdict]:
        """The verdict of each item's latest answer, as the learner let it stand."""
        with visit(self.path, SCHEMA) as db:
            rows = db.execute(
                "SELECT item, coalesce(overruled, verdict) FROM quiz_answers"
                " WHERE id IN (SELECT max(id) FROM quiz_answers GROUP BY item)"
            )
            return {item: QuizVerdict(verdict) for item, verdict in rows}

    def last_time(self) -> datetime | None:
        """When the latest answer was given."""
        with visit(self.path, SCHEMA) as db:
            (at,) = db.execute("SELECT max(at) FROM quiz_answers").fetchone()
            return datetime.fromisoformat(at) if at else None

    def begin(self, items: Sequence[str]) -> None:
        """Keep a session's plan, so that it can be gone on with; each answer takes its item off."""
        with visit(self.path, SCHEMA, write=True) as db:
            db.execute("DELETE FROM quiz_session")
            db.executemany("INSERT INTO quiz_session (place, item) VALUES (?, ?)", list(enumerate(items)))

    def unfinished(self) -> tuple[str, ...]:
        """The items that the latest session has not asked yet."""
        with visit(self.path, SCHEMA) as db:
            return tuple(item for (item,) in db.execute("SELECT item FROM quiz_session ORDER BY place"))


def _given(row: tuple[str, str, str, str | None, bytes]) -> Given:
    item, at, answer, overruled, mark = row
    return Given(
        item=item,
        when=datetime.fromisoformat(at),
        answer=answer,
        mark=msgspec.json.decode(mark, type=Mark),
        overruled=QuizVerdict(overruled) if overruled else None,
    )


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
