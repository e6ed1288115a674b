"""The class as tables that other programs read: pure functions from rows to CSV.

    gradebook(rows, questions)       learner,q01,…,r2,points,max_points    spreadsheets; Moodle's grade import
    canvas(rows, title, questions)   Student,ID,…,Section,<the course>     Canvas's gradebook import

Moodle lets one say which column is what, so it takes the gradebook as it is: `learner` is mapped to the user
name, `points` to a grade item. Canvas wants its own first five columns, and a row with the points there are;
it looks a student up by either SIS id, and then by name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ch4.batch.tally import Row
from ch4.course import Question
from ch4.report.wording import clean

_FORMULA = tuple("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}＠")
_Cell = str | int | float


def gradebook(rows: Iterable[Row], questions: Sequence[Question]) -> bytes:
    """UTF-8. What this machine could not judge is an empty cell: no grade, which is not zero."""
    header = ["learner", *(question.address for question in questions), "points", "max_points"]
    lines: list[list[_Cell]] = [list(header)]
    for row in rows:
        marks = {mark.address: mark for mark in row.marks}
        cells = [_number(marks[q.address].points) if marks[q.address].is_judged else "" for q in questions]
        total = ["", ""] if row.fault else [_number(row.points), _number(row.max_points)]
        lines.append([_text(row.learner), *cells, *total])
    return _csv(lines)


def canvas(rows: Iterable[Row], title: str, questions: Sequence[Question]) -> bytes:
    """UTF-8; one assignment, called as the course. A learner's folder has to have their name or SIS id."""
    to_win = _number(sum(question.points for question in questions if question.has_code))
    lines: list[list[_Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", _text(title)],
        ["Points Possible", "", "", "", "", to_win],
    ]
    for row in rows:
        name = _text(row.learner)
        lines.append([name, "", name, name, "", "" if row.fault else _number(row.points)])
    return _csv(lines)


def _text(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    line = clean(text).replace("\n", " ")
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 4)


def _csv(lines: Iterable[Sequence[_Cell]]) -> bytes:
    out = io.StringIO()
    plain = csv.writer(out, lineterminator="\n")
    # Where commas are for decimals, `;` parts the cells: what stands behind one must not become a cell.
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for line in lines:
        is_tricky = any(";" in cell for cell in line if isinstance(cell, str))
        (quoted if is_tricky else plain).writerow(line)
    return out.getvalue().encode("utf-8", "replace")
