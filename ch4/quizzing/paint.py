"""What a quiz session looks like: on any terminal, with or without colour, from 40 columns on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fsrs import Card
from rich.syntax import Syntax

from ch4.course import Course, Question
from ch4.quizzing.drawing import points_in
from ch4.quizzing.items import Bug, ClosedItem, Drawing, Item, OpenItem
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.report import Verdict
from ch4.report.screen import Screen

if TYPE_CHECKING:
    from ch4.quizzing.session import Tally

_STYLES = {
    QuizVerdict.RIGHT: ("bold green", Verdict.PASS),
    QuizVerdict.NIT: ("bold yellow", Verdict.NIT),
    QuizVerdict.WRONG: ("bold red", Verdict.FAIL),
    QuizVerdict.REVIEW: ("bold cyan", Verdict.SKIPPED),
}
_WORDS = {
    QuizVerdict.RIGHT: "right",
    QuizVerdict.NIT: "right, with a remark",
    QuizVerdict.WRONG: "wrong",
    QuizVerdict.REVIEW: "not sure",
}


class Painter:
    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def head(self, item: Item, question: Question, place: int, count: int) -> None:
        """The progress bar, and which question this is."""
        screen = self._screen
        screen.line()
        screen.line(screen.bar(place - 1, count, width=20), (f"  {place} of {count}", "dim"))
        screen.block(
            (question.title, "bold"),
            (f"  ({_kind(item)})", "dim"),
            lead=screen.text((f"{question.label} ", "bold cyan")),
        )

    def prompt(self, text: str) -> None:
        self._screen.line()
        for line in text.strip().splitlines():
            self._screen.block(line)

    def code(self, item: ClosedItem) -> None:
        """The snippet, highlighted where there is colour; numbered where a line is asked for."""
        if not item.code.strip():
            return
        self._screen.line()
        syntax = Syntax(
            item.code.strip("\n"),
            "python",
            theme="ansi_dark",
            background_color="default",
            line_numbers=isinstance(item, Bug),
            word_wrap=True,
        )
        self._screen.console.print(syntax)

    def choices(self, texts: Sequence[str]) -> None:
        self._screen.line()
        for number, text in enumerate(texts, 1):
            self._screen.block(text, lead=self._screen.text((f"  {number}  ", "bold")))

    def pairs(self, lefts: Sequence[str], rights: Sequence[str]) -> None:
        """What has to be matched: places to fill, and the numbers to fill them with."""
        self._screen.line()
        for number, left in enumerate(lefts, 1):
            self._screen.block(left, lead=self._screen.text((f"  {number}. ", "dim")))
        self._screen.line()
        self._screen.block(("belong to, in another order:", "dim"), indent=2)
        self.choices(rights)

    def mark(self, item: Item, mark: Mark) -> None:
        """The verdict, what is wrong and why, and what is right."""
        screen = self._screen
        style, verdict = _STYLES[mark.verdict]
        screen.line()
        screen.line(screen.page.sign(verdict), (f" {_WORDS[mark.verdict]}", style))
        if mark.mistake:
            screen.block(mark.mistake.explanation, indent=2)
        if mark.explanation and (not mark.mistake or mark.explanation != mark.mistake.explanation):
            screen.block(mark.explanation, indent=2)
        if isinstance(item, OpenItem):
            for text in mark.missing:
                screen.block(text, lead=screen.text("  ", ("add: ", "yellow")))
        if mark.verdict is not QuizVerdict.RIGHT:
            name = "model answer: " if isinstance(item, OpenItem) else "what is right: "
            self._lines(name, mark.model_answer)

    def curves(self, drawing: Drawing, answer: str, own: Sequence[float] | None) -> None:
        """The true curve, and beside it what the learner drew, or what their code gives."""
        import plotext

        plotext.clear_figure()
        plotext.theme("clear")
        plotext.plot_size(min(self._screen.page.width - 2, 72), 17)
        plotext.plot(list(drawing.x), list(drawing.y), label="true", marker=".")
        if points := points_in(answer):
            plotext.scatter([x for x, _ in points], [y for _, y in points], label="your points", marker="o")
        elif own:
            plotext.plot(list(drawing.x), list(own), label="your code", marker="+")
        for line in str(plotext.build()).splitlines():
            self._screen.line(line.rstrip())

    def summary(
        self, tallies: Sequence[Tally], course: Course, cards: Mapping[str, Card], now: datetime
    ) -> None:
        """How it went, what to read again, and when something is due."""
        if not tallies:
            return
        screen = self._screen
        screen.line()
        screen.line(screen.bar(len(tallies), len(tallies), width=20), ("  done", "dim"))
        self.counts([tally.verdict for tally in tallies])
        weak = [tally.item.address for tally in tallies if tally.verdict is QuizVerdict.WRONG]
        for address in dict.fromkeys(weak):
            question = course.question(address)
            lead = screen.text("  ", (f"{question.label:<12}", "cyan"))
            screen.block(f"{question.section}: {question.title}", lead=lead)
        if weak:
            screen.block(("Read these parts of the chapter again before the next round.", "dim"), indent=2)
        coming = min((cards[t.item.name].due for t in tallies if t.item.name in cards), default=None)
        if coming:
            screen.place("Due", f"the next of these {_when(coming - now)}: ch4 quiz --due")

    def counts(self, verdicts: Sequence[QuizVerdict]) -> None:
        """How many came out how."""
        counts = Counter(verdicts)
        parts = [f"{counts[verdict]} {_WORDS[verdict]}" for verdict in QuizVerdict if counts[verdict]]
        self._screen.line()
        self._screen.block((", ".join(parts) or "nothing was marked", "bold"))

    def _lines(self, name: str, text: str) -> None:
        lines = text.strip().splitlines() or [""]
        lead = self._screen.text("  ", (name, "dim"))
        if len(lines) == 1:
            self._screen.block(lines[0], lead=lead)
            return
        self._screen.line(lead)
        for line in lines:
            self._screen.line("    ", line)


_KINDS = {
    "open": "in your own words",
    "single": "one choice is right",
    "multiple": "one choice or more",
    "truefalse": "true or false, and why",
    "order": "put in order",
    "match": "match",
    "number": "a number",
    "prints": "what does it print?",
    "bug": "find the mistake",
    "complete": "complete the code",
}


def _kind(item: Item) -> str:
    return _KINDS[item.kind]


def _when(span: timedelta) -> str:
    if span <= timedelta(0):
        return "is due now"
    for unit, seconds in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        count = round(span.total_seconds() / seconds)
        if count >= 1:
            return f"is due in {count} {unit}{'' if count == 1 else 's'}"
    return "is due in a moment"
