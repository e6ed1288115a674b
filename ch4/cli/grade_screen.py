"""What `ch4 grade` shows: how far it is, while it runs, and what the class has done, at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ch4 import __version__
from ch4.batch.grade import GRADEBOOK, Graded
from ch4.batch.tally import Row, Tally
from ch4.batch.task import Conditions
from ch4.report.page import Page
from ch4.report.screen import Screen
from ch4.report.wording import counted, duration, one_line, points

if TYPE_CHECKING:
    from ch4.course import Course

_MOST = 10  # lines of each kind; the JSON has them all
_NAMES = 6  # in a line: learners at work, questions without an answer


def as_json(graded: Graded, course: Course, conditions: Conditions, target: Path) -> bytes:
    """`ch4.grade/1`: the tally, and what this run did."""
    head = {
        "schema": "ch4.grade/1",
        "version": __version__,
        "course": course.name,
        "device": conditions.device,
        "seed": conditions.seed,
        "out": str(target),
        "judged": graded.judged,
        "unchanged": graded.unchanged,
    }
    return msgspec.json.format(msgspec.json.encode(head | msgspec.structs.asdict(graded.tally)), indent=2)


def print_graded(graded: Graded, course: Course, target: Path) -> None:
    """The summary, on standard output."""
    screen, tally = Screen(), graded.tally
    _print_head(graded, course, screen)
    _print_questions(tally, screen)
    _print_mistakes(tally, screen)
    missing = [(m.learner, _some(m.addresses)) for m in tally.missing]
    _print_people("Without an answer", missing, screen)
    _print_people("Not readable", [(t.learner, t.problem) for t in tally.unreadable], screen)
    _print_people("Not judged, and not graded", [(t.learner, t.problem) for t in tally.failed], screen)
    screen.line()
    screen.line("gradebook: ", (str(target / GRADEBOOK), "bold"))
    if graded.others:
        told = counted(graded.others, "report")
        screen.block((f"{told} there of learners who are not in SUBMISSIONS, and not in it", "dim"))


def _print_head(graded: Graded, course: Course, screen: Screen) -> None:
    tally = graded.tally
    done = f"{graded.judged} judged, {graded.unchanged} unchanged"
    mean = "" if tally.mean is None else f", {points(tally.mean)} on the average"
    screen.block((f"{one_line(course.title)}: {counted(tally.learners, 'learner')}", "bold"), f" ({done})")
    screen.block(f"{points(tally.points)} of {points(tally.max_points)} points{mean}")


def _print_questions(tally: Tally, screen: Screen) -> None:
    hard = sorted(
        (q for q in tally.questions if q.share is not None and q.share < 1), key=lambda q: q.share or 0
    )
    if not hard:
        return
    _heading("What was hardest", screen)
    for question in hard[:_MOST]:
        share = f"{question.share:.0%}".rjust(4)
        lead = screen.text((share, "bold"), f" right  {question.label:<11} ")
        screen.block(
            one_line(question.title), (f"  {question.right} of {question.answered}", "dim"), lead=lead
        )
    _more(len(hard), screen)


def _print_mistakes(tally: Tally, screen: Screen) -> None:
    if not tally.mistakes:
        return
    _heading("Common mistakes", screen)
    for mistake in tally.mistakes[:_MOST]:
        lead = screen.text((f"{mistake.learners:>4}", "bold"), f" ×  {mistake.label:<11} ")
        screen.block((mistake.name, "bold"), f"  {_short(mistake.explanation)}", lead=lead)
    _more(len(tally.mistakes), screen)


def _print_people(title: str, people: list[tuple[str, str]], screen: Screen) -> None:
    if not people:
        return
    _heading(f"{title}: {counted(len(people), 'learner')}", screen)
    for learner, what in people[:_MOST]:
        screen.block(one_line(what), lead=screen.text("  ", (one_line(learner), "bold"), " "))
    _more(len(people), screen)


def _heading(title: str, screen: Screen) -> None:
    screen.line()
    screen.block((title, "bold cyan"))


def _more(count: int, screen: Screen) -> None:
    if count > _MOST:
        screen.block((f"  and {count - _MOST} more: --format json has them all", "dim"))


def _some(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - _NAMES} more" if len(addresses) > _NAMES else ""
    return ", ".join(addresses[:_NAMES]) + more


def _short(text: str, limit: int = 120) -> str:
    text = one_line(text)
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


# -- while it runs -----------------------------------------------------------------------------------------


@contextmanager
def watching() -> Iterator[_Progress]:
    """A table on the terminal, on standard error; elsewhere a line for each learner who is in trouble."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    progress = _Progress(console)
    if not console.file.isatty():  # a log that wants colours (FORCE_COLOR) wants no table
        yield progress
        return
    with Live(
        get_renderable=progress.table,
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield progress


class _Progress:
    """How far it is; `ch4.batch.grade.Watch`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._page = Page(console)
        self._learners = self._unchanged = self._done = self._failed = 0
        self._running: dict[str, float] = {}
        self._began = time.monotonic()

    def planned(self, learners: int, unchanged: int) -> None:
        self._learners, self._unchanged = learners, unchanged
        self._began = time.monotonic()

    def began(self, learner: str) -> None:
        self._running[learner] = time.monotonic()

    def finished(self, row: Row) -> None:
        self._running.pop(row.learner, None)
        self._done += 1
        self._failed += bool(row.fault)
        if trouble := row.fault or row.problem:
            line = self._page.text(f"{one_line(row.learner)}: {one_line(trouble)}")
            self._console.print(line, soft_wrap=True)

    def table(self) -> Table:
        """What is shown now; asked for several times a second."""
        left = self._learners - self._unchanged - self._done
        elapsed = time.monotonic() - self._began
        rate = self._done / elapsed if self._done and elapsed else 0.0
        cells = {
            "done": Text(str(self._done), "bold green"),
            "running": Text(str(len(self._running))),
            "failed": Text(str(self._failed), "bold red" if self._failed else ""),
            "left": Text(str(left)),
            "unchanged": Text(str(self._unchanged)),
            "a minute": Text(f"{rate * 60:.1f}" if rate else ""),
            "time left": Text(duration(left / rate) if rate else ""),
        }
        figures = Table.grid(padding=(0, 3, 0, 0))
        figures.add_row(*(Text(name, "dim") for name in cells))
        figures.add_row(*cells.values())
        table = Table.grid()
        table.add_row(figures)
        table.add_row(self._page.cut(self._page.text(f"now: {self._at_work()}", "dim")))
        return table

    def _at_work(self) -> str:
        now, running = time.monotonic(), list(self._running.items())
        more = f", and {len(running) - _NAMES} more" if len(running) > _NAMES else ""
        return (
            ", ".join(f"{one_line(name)} {duration(now - since)}" for name, since in running[:_NAMES]) + more
        )
