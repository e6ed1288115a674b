"""The marks of a file of answers, at a terminal or as `ch4.quiz/1`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from ch4.course import Course
from ch4.quizzing.items import Items
from ch4.quizzing.mark import Mark
from ch4.quizzing.paint import Painter
from ch4.report.screen import Screen


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    schema: Literal["ch4.quiz/1"] = "ch4.quiz/1"
    answers: tuple[Mark, ...]


def to_json(marks: Sequence[Mark]) -> str:
    """The marks as `ch4.quiz/1`."""
    return msgspec.json.format(msgspec.json.encode(Marked(answers=tuple(marks)))).decode()


def show(marks: Sequence[Mark], course: Course, screen: Screen) -> None:
    """Every mark under its question's name, and how many there are of each."""
    items, painter = Items(course), Painter(screen)
    for mark in marks:
        question = course.question(mark.address)
        screen.line()
        screen.block((question.title, "bold"), lead=screen.text((f"{question.label} ", "bold cyan")))
        painter.mark(items.open(mark.address), mark)
    painter.counts([mark.verdict for mark in marks])
