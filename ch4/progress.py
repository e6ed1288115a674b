"""What a learner tried: every attempt, and the hints seen, in one SQLite file.

progress = Progress(root / ".ch4" / "progress.sqlite")      nothing is opened or made yet
progress.record(result, when, answer)                       one attempt, in one transaction
progress.standings()["q09"]                                 → 3 attempts, the latest `fail`, never right
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ch4.address import Address
from ch4.database import Schema, visit
from ch4.report import QuestionResult, Verdict

SCHEMA: Schema = (
    (
        "CREATE TABLE attempts (id INTEGER PRIMARY KEY, address TEXT NOT NULL, at TEXT NOT NULL,"
        " verdict TEXT NOT NULL, points REAL NOT NULL, max_points REAL NOT NULL, answer_sha256 TEXT,"
        " result BLOB NOT NULL)",
        "CREATE INDEX attempts_by_address ON attempts (address, id)",
        "CREATE TABLE hints (address TEXT PRIMARY KEY, shown INTEGER NOT NULL)",
    ),
    (  # for the quiz; see `quizzing.memory`
        "CREATE TABLE quiz_answers (id INTEGER PRIMARY KEY, item TEXT NOT NULL, at TEXT NOT NULL,"
        " answer TEXT NOT NULL, verdict TEXT NOT NULL, overruled TEXT, mark BLOB NOT NULL)",
        "CREATE INDEX quiz_answers_by_item ON quiz_answers (item, id)",
        "CREATE TABLE quiz_cards (item TEXT PRIMARY KEY, due TEXT NOT NULL, card TEXT NOT NULL)",
        "CREATE TABLE quiz_session (item TEXT PRIMARY KEY, place INTEGER NOT NULL)",
    ),
)
"""Of the file that everything about one learner is kept in."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One check of one answer; `sha256` is of the answer's bytes, None where there was no file."""

    address: Address
    when: datetime
    verdict: Verdict
    points: float
    max_points: float
    sha256: str | None
    result: QuestionResult


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a question stands: its number of attempts, the latest one's outcome, whether any was right."""

    attempts: int
    verdict: Verdict
    points: float
    max_points: float
    has_passed: bool


@dataclass(frozen=True)
class Progress:
    """The file at `path`; where there is none, nothing was tried. Every method may raise `MachineFault`."""

    path: Path

    def record(self, result: QuestionResult, when: datetime, answer: bytes | None) -> None:
        """Keep one attempt: on return it is on disk."""
        row = (
            result.address,
            when.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            result.verdict.value,
            result.points,
            result.max_points,
            None if answer is None else hashlib.sha256(answer).hexdigest(),
            _encode(result),
        )
        with visit(self.path, SCHEMA, write=True) as db:
            db.execute(
                "INSERT INTO attempts (address, at, verdict, points, max_points, answer_sha256, result)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def attempts(self, address: Address) -> tuple[Attempt, ...]:
        """Every attempt at a question, the oldest first."""
        with visit(self.path, SCHEMA) as db:
            rows = db.execute(
                "SELECT at, verdict, points, max_points, answer_sha256, result FROM attempts"
                " WHERE address = ? ORDER BY id",
                (address,),
            )
            return tuple(
                Attempt(
                    address=address,
                    when=datetime.fromisoformat(at),
                    verdict=Verdict(verdict),
                    points=points,
                    max_points=max_points,
                    sha256=sha256,
                    result=msgspec.json.decode(result, type=QuestionResult),
                )
                for at, verdict, points, max_points, sha256, result in rows
            )

    def standings(self) -> dict[Address, Standing]:
        """Where each question stands that was tried at least once."""
        with visit(self.path, SCHEMA) as db:
            rows = db.execute(
                "SELECT address, attempts, verdict, points, max_points, rights FROM attempts JOIN"
                " (SELECT max(id) AS latest, count(*) AS attempts, sum(verdict IN (?, ?)) AS rights"
                "  FROM attempts GROUP BY address) ON id = latest",
                (Verdict.PASS.value, Verdict.NIT.value),
            )
            return {
                Address(address): Standing(
                    attempts=attempts,
                    verdict=Verdict(verdict),
                    points=points,
                    max_points=max_points,
                    has_passed=rights > 0,
                )
                for address, attempts, verdict, points, max_points, rights in rows
            }

    def hints_shown(self, address: Address) -> int:
        """How many of a question's hints were seen."""
        with visit(self.path, SCHEMA) as db:
            row = db.execute("SELECT shown FROM hints WHERE address = ?", (address,)).fetchone()
            return int(row[0]) if row else 0

    def show_hint(self, address: Address) -> int:
        """Count one more hint as seen; how many there are now."""
        with visit(self.path, SCHEMA, write=True) as db:
            db.execute(
                "INSERT INTO hints VALUES (?, 1) ON CONFLICT (address) DO UPDATE SET shown = shown + 1",
                (address,),
            )
            return int(db.execute("SELECT shown FROM hints WHERE address = ?", (address,)).fetchone()[0])


def _encode(result: QuestionResult) -> bytes:
    try:
        return msgspec.json.encode(result)
    except UnicodeEncodeError:
        # An answer printed half of a surrogate pair, which UTF-8 cannot carry.
        text = json.dumps(msgspec.to_builtins(result), ensure_ascii=False)
        return msgspec.json.encode(json.loads(text.encode(errors="replace")))
