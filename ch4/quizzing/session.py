"""The quiz at a terminal: one item at a time, a verdict at once, and at the end what to read again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from msgspec import structs

from ch4.course import Course
from ch4.quizzing.ask import (
    Ask,
    choice_of,
    choices_of,
    numbers,
    one_of,
    order_of,
    picked,
    something,
)
from ch4.quizzing.closed import Response, mark_closed
from ch4.quizzing.items import (
    ClosedItem,
    Complete,
    Item,
    Items,
    Match,
    Multiple,
    OpenItem,
    Order,
    Single,
    TrueFalse,
)
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.quizzing.memory import Memory
from ch4.quizzing.paint import Painter
from ch4.quizzing.runner import Runner

_OWN = (QuizVerdict.RIGHT, QuizVerdict.NIT, QuizVerdict.WRONG)


@dataclass(frozen=True)
class Tally:
    """How one item came out: the verdict that stands."""

    item: Item
    verdict: QuizVerdict


@dataclass(frozen=True, kw_only=True)
class Session:
    """What a session needs. `answer_file` gives the learner's code for an item's question."""

    course: Course
    items: Items
    memory: Memory
    painter: Painter
    ask: Ask
    runner: Runner
    clock: Callable[[], datetime]
    answer_file: Callable[[Item], Path]
    seed: int

    def run(self, names: Sequence[str]) -> list[Tally]:
        """Ask these items; each answer is kept as soon as it is given."""
        self.memory.begin(names)
        tallies = []
        for place, name in enumerate(names, 1):
            if item := self.items.find(name):
                self.painter.head(item, self.course.question(item.address), place, len(names))
                tallies.append(Tally(item, self._one(item)))
        self.painter.summary(tallies, self.course, self.memory.cards(), self.clock())
        return tallies

    def _one(self, item: Item) -> QuizVerdict:
        if isinstance(item, OpenItem):
            answer, mark = self._open(item)
        else:
            answer, mark = self._closed(item)
        self.painter.mark(item, mark)
        if isinstance(item, OpenItem) and item.drawing:
            self._draw(item, answer)
        try:
            overruled = self._own_verdict(mark)
        except KeyboardInterrupt:
            # The answer was given, and its verdict seen.
            self.memory.record(mark, answer, self.clock())
            raise
        self.memory.record(mark, answer, self.clock(), overruled=overruled)
        return overruled or mark.verdict

    def _open(self, item: OpenItem) -> tuple[str, Mark]:
        self.painter.prompt(item.asked)
        answer = self.ask("Your answer", something)
        if answer == "?":
            read_it = "read the model answer; this will be asked again soon"
            return "", structs.replace(self.runner.mark_open(item, ""), explanation=read_it)
        return answer, self.runner.mark_open(item, answer)

    def _closed(self, item: ClosedItem) -> tuple[str, Mark]:
        self.painter.prompt(item.prompt)
        self.painter.code(item)
        response, said = self._respond(item, lambda count: shuffled(item.name, count, self.seed))
        return said, mark_closed(item, response, self.runner.problem)

    def _respond(self, item: ClosedItem, shuffle: Callable[[int], list[int]]) -> tuple[Response, str]:
        match item:
            case Single():
                order = shuffle(len(item.choice))
                self.painter.choices([item.choice[i].text for i in order])
                chosen = order[int(self.ask("Your choice", choice_of(len(order)))) - 1]
                return chosen, item.choice[chosen].text
            case Multiple():
                order = shuffle(len(item.choice))
                self.painter.choices([item.choice[i].text for i in order])
                typed = numbers(self.ask("All that are right", choices_of(len(order))))
                several = frozenset(order[i - 1] for i in typed)
                return several, "; ".join(item.choice[i].text for i in sorted(several))
            case TrueFalse():
                return self._true_or_false(item, shuffle)
            case Order():
                order = shuffle(len(item.step))
                self.painter.choices([item.step[i] for i in order])
                typed = numbers(self.ask("The right order", order_of(len(order))))
                steps = tuple(order[i - 1] for i in typed)
                return steps, "; ".join(item.step[i] for i in steps)
            case Match():
                order = shuffle(len(item.pair))
                self.painter.pairs([left for left, _ in item.pair], [item.pair[i][1] for i in order])
                typed = numbers(self.ask("The right sides of 1, 2, 3, …", order_of(len(order))))
                sides = tuple(order[i - 1] for i in typed)
                return sides, "; ".join(item.pair[i][1] for i in sides)
            case Complete():
                text = self.ask("What belongs in the place of ___", something)
                return text, text
            case _:
                text = self.ask(_ASKED[item.kind], something)
                return text, text

    def _true_or_false(self, item: TrueFalse, shuffle: Callable[[int], list[int]]) -> tuple[Response, str]:
        said = picked(self.ask("true or false", one_of(("true", "false"))), ("true", "false"))
        order = shuffle(len(item.reason))
        self.painter.choices([item.reason[i].text for i in order])
        chosen = order[int(self.ask("Because", choice_of(len(order)))) - 1]
        return (said == "true", chosen), f"{said}: {item.reason[chosen].text}"

    def _own_verdict(self, mark: Mark) -> QuizVerdict | None:
        """The learner's own verdict: asked for where the marker is not sure, possible everywhere."""
        words = [verdict.value for verdict in _OWN]
        if mark.verdict is QuizVerdict.REVIEW:
            said = self.ask("Compare. Yours is: right, nit or wrong", one_of(words))
            return QuizVerdict(picked(said, words))
        prompt = "Enter goes on; if you see it otherwise: right, nit or wrong"
        said = self.ask(prompt, lambda text: None if not text else one_of(words)(text))
        own = QuizVerdict(picked(said, words)) if said else None
        return own if own is not mark.verdict else None

    def _draw(self, item: OpenItem, answer: str) -> None:
        assert item.drawing
        own = self.runner.curve(self.answer_file(item), item.drawing.function, item.drawing.x)
        self.painter.curves(item.drawing, answer, own)


_ASKED = {"number": "Your number", "prints": "It prints", "bug": "The line's number"}


def shuffled(name: str, count: int, seed: int) -> list[int]:
    """The order in which an item's choices are shown: always the same for one seed."""
    return random.Random(f"{seed}/{name}").sample(range(count), count)
