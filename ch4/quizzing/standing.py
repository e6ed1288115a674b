"""Where a learner stands in the quiz: what is known, what is due, what was never asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ch4.course import Course, Question
from ch4.quizzing.items import Items
from ch4.quizzing.memory import Memory
from ch4.quizzing.plan import mastery
from ch4.workspace import Workspace


class QuizStanding:
    """At one moment. A question without a quiz file has no quiz."""

    def __init__(self, course: Course, workspace: Workspace, now: datetime) -> None:
        self._course = course
        self._items = Items(course)
        self._cards = Memory(workspace.database).cards()
        self._now = now

    def due(self) -> tuple[str, ...]:
        """The items that are about to be forgotten, and still in the course."""
        names = (name for name, card in self._cards.items() if card.due <= self._now)
        return tuple(name for name in names if self._items.find(name))

    def was_asked(self, question: Question) -> bool:
        """Whether any of its items was asked; so for a question that has none."""
        prefix = f"{question.address}."
        return not self._course.quiz(question).is_file() or any(n.startswith(prefix) for n in self._cards)

    def told(self, questions: Iterable[Question]) -> str:
        """`42 % known, 3 of 20 items asked, 2 due`; nothing where there are no items."""
        names = [
            item.name
            for q in questions
            if self._course.quiz(q).is_file()
            for item in self._items.of(q.address)
        ]
        if not names:
            return ""
        asked = [name for name in names if name in self._cards]
        due = sum(self._cards[name].due <= self._now for name in asked)
        known = f"{mastery(names, self._cards, self._now):.0%} known".replace("%", " %")
        return f"{known}, {len(asked)} of {len(names)} items asked" + (f", {due} due" if due else "")
