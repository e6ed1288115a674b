"""The quiz as a deck: a real Anki file, read as Anki reads it."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest
from factories import QUIZ, a_course, a_question, ch4


@pytest.fixture
def course(tmp_path):
    return a_course(
        tmp_path, a_question(quiz=QUIZ.replace("eight", "<b>eight")), a_question("q02", quiz=QUIZ)
    )


def notes(path: Path) -> dict[str, list[str]]:
    """The fields of each note by its globally unique name."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", path.parent)
    db = sqlite3.connect(path.parent / "collection.anki2")
    try:
        return {guid: fields.split("\x1f") for guid, fields in db.execute("SELECT guid, flds FROM notes")}
    finally:
        db.close()


def test_a_deck_has_a_card_for_each_item(course, tmp_path):
    done = ch4("export", "anki", "deck.apkg", cwd=tmp_path, course=course)
    assert (done.returncode, "20 cards" in done.stdout) == (0, True)
    found = notes(tmp_path / "deck.apkg")
    assert len(found) == 20
    fronts = [fields[0] for fields in found.values()]
    assert sum("What does doubling a number do" in front for front in fronts) == 2
    assert any("&lt;b&gt;eight" in front for front in fronts)
    assert not any("<b>eight" in front for front in fronts)
    backs = " ".join(fields[1] for fields in found.values())
    assert "that is four times four" in backs


def test_a_new_export_has_the_same_notes(course, tmp_path):
    ch4("export", "anki", "one.apkg", "1", cwd=tmp_path, course=course)
    first = notes(tmp_path / "one.apkg")
    done = ch4("export", "anki", "one.apkg", "1", cwd=tmp_path, course=course)
    assert "replaced" in done.stdout
    assert notes(tmp_path / "one.apkg").keys() == first.keys()
    assert len(first) == 10


def test_another_ending_is_refused(course, tmp_path):
    done = ch4("export", "anki", "deck.zip", cwd=tmp_path, course=course)
    assert (done.returncode, ".apkg" in done.stderr) == (2, True)
