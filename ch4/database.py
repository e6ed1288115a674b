"""A small SQLite file that a kill cannot spoil: one transaction a visit, and every fault as one clear line.

PROGRESS: Schema = (("CREATE TABLE hints (…)",),)
with visit(path, PROGRESS) as db: …                 reads; an absent file reads as an empty one
with visit(path, PROGRESS, write=True) as db: …     writes; on leaving, all of it is on disk, or none
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from ch4.errors import MachineFault

Schema = tuple[tuple[str, ...], ...]
"""One entry a format: the statements that bring a file from the format of the entry's index to the next."""

_PATIENCE_S = 10.0  # for another `ch4` to finish its write


@contextmanager
def visit(path: Path, schema: Schema, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """The database, for one transaction.

    Raises `MachineFault` where it cannot be opened or written, is damaged (a row that cannot be understood
    counts, so decode rows inside), in use for longer than 10 s, or of a later format.
    """
    with _faults(path):
        where = path if write or path.exists() else ":memory:"
        with closing(sqlite3.connect(where, timeout=_PATIENCE_S, isolation_level=None)) as db:
            _bring_up_to_date(db, schema, path)
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            yield db
            db.execute("COMMIT")


def _bring_up_to_date(db: sqlite3.Connection, schema: Schema, path: Path) -> None:
    if _known_format(db, schema, path) == len(schema):
        return
    db.execute("BEGIN IMMEDIATE")
    # Asked again under the lock: another `ch4` may have been first.
    for step in schema[_known_format(db, schema, path) :]:
        for statement in step:
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(schema)}")
    db.execute("COMMIT")


def _known_format(db: sqlite3.Connection, schema: Schema, path: Path) -> int:
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if 0 <= found <= len(schema):
        return found
    raise MachineFault(
        f"{path} has format {found}, and this ch4 knows {len(schema)}",
        todo="update ch4, or move that file elsewhere to begin anew (your answers are not in it)",
    )


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            todo = "another ch4 holds it; try again in a moment"
        else:
            todo = "see to the folder's rights and the disk's free space"
        raise MachineFault(f"{path} cannot be used ({error})", todo=todo) from error
    except (sqlite3.Error, ValueError, TypeError, msgspec.MsgspecError) as error:
        raise MachineFault(
            f"{path} is damaged ({error})",
            todo="move that file elsewhere and go on (your answers are not in it)",
        ) from error
