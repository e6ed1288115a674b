"""`ch4 quiz`: understanding asked in words, marked, and brought back when it is about to be forgotten."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ch4.address import Address
from ch4.cli.context import course_option, open_course, open_workspace, words_argument, workspace_option
from ch4.errors import MachineFault, WrongUsage
from ch4.report.screen import Screen

if TYPE_CHECKING:
    from ch4.course import Course
    from ch4.quizzing.items import Items
    from ch4.quizzing.memory import Memory
    from ch4.workspace import Workspace

_COUNT = 10


@click.command()
@words_argument
@workspace_option
@course_option
@click.option("--section", metavar="NAME", help="Questions of this section only.")
@click.option("--due", is_flag=True, help="Only what is about to be forgotten.")
@click.option(
    "--count", type=click.IntRange(1, 1000), metavar="N", help=f"How many items.  [default: {_COUNT}]"
)
@click.option("--seed", type=click.IntRange(0, 2**31), help="Of the order of choices.  [default: the day]")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Mark the answers in this Markdown file (see --template), and ask nothing.",
)
@click.option("--template", is_flag=True, help="Write such a file, to be filled in.")
@click.option(
    "--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True
)
def quiz(
    words: tuple[str, ...],
    workspace_dir: Path | None,
    course_dir: Path | None,
    section: str | None,
    due: bool,
    count: int | None,
    seed: int | None,
    answers: Path | None,
    template: bool,
    format_: str,
) -> int:
    """Answer questions in words, and a few by code.

    ADDRESS is `question 9`, `9`, `12-15`, `research 2` or `all`; without one, what is due, then what is new.
    """
    course = open_course(course_dir)
    addresses = _asked(course, words, section)
    if template:
        from ch4.quizzing.answers_file import template as written

        click.echo(written(course, addresses or course.addresses), nl=False)
        return 0
    if answers:
        return _mark_file(answers, course, addresses, format_)
    if format_ == "json":
        raise WrongUsage("--format json goes with --answers FILE", todo="leave it out to be asked")
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise WrongUsage(
            "the quiz asks at a terminal, and this is none",
            todo="write your answers into a file (`ch4 quiz --template > answers.md`) and have it marked: "
            "ch4 quiz --answers answers.md",
        )
    workspace = open_workspace(workspace_dir, course)
    return _ask(course, workspace, addresses, due=due, count=count, seed=seed)


def _ask(
    course: Course,
    workspace: Workspace,
    addresses: tuple[Address, ...],
    *,
    due: bool,
    count: int | None,
    seed: int | None,
) -> int:
    from ch4.quizzing.ask import Prompt
    from ch4.quizzing.items import Items
    from ch4.quizzing.memory import Memory
    from ch4.quizzing.paint import Painter
    from ch4.quizzing.runner import Runner
    from ch4.quizzing.session import Session

    workspace.make_state_folder()
    memory = Memory(workspace.database)
    items, prompt, screen = Items(course), Prompt(), Screen()
    now = _now()
    names = () if addresses or due else _go_on(memory, items, prompt, screen)
    names = names or _planned(course, items, memory, addresses, due=due, count=count, now=now, screen=screen)
    if not names:
        screen.block("Nothing is due." if due else "Everything was asked, and nothing is due yet.")
        screen.place("Then", "ch4 quiz ADDRESS asks it all the same; ch4 next says what else there is to do")
        return 0
    screen.block(("Enter sends, Alt+Enter begins a new line, Ctrl-C ends; what was answered is kept.", "dim"))
    with Runner(course) as runner:
        session = Session(
            course=course,
            items=items,
            memory=memory,
            painter=Painter(screen),
            ask=prompt,
            runner=runner,
            clock=_now,
            answer_file=lambda item: workspace.answer(course.question(item.address)),
            seed=now.toordinal() if seed is None else seed,
        )
        session.run(names)
    return 0


def _planned(
    course: Course,
    items: Items,
    memory: Memory,
    addresses: tuple[Address, ...],
    *,
    due: bool,
    count: int | None,
    now: datetime,
    screen: Screen,
) -> tuple[str, ...]:
    from ch4.quizzing.plan import plan
    from ch4.quizzing.schedule import LONG_BREAK

    last = memory.last_time()
    is_back = last is not None and now - last > LONG_BREAK and not addresses
    if is_back and last:
        days = (now - last).days
        screen.block(f"Welcome back after {days} days. First, a short warm-up of what you knew.")

    wanted = addresses or course.addresses
    cards = {name: card for name, card in memory.cards().items() if name.split(".")[0] in wanted}

    def names() -> Iterator[str]:
        return (item.name for address in wanted for item in items.of(address))

    if count is None:
        count = len(list(names())) if addresses else _COUNT
    return plan(
        names(),
        cards,
        now,
        count=count,
        only_due=due,
        everything=bool(addresses),
        warm_up=is_back,
    )


def _go_on(memory: Memory, items: Items, ask: object, screen: Screen) -> tuple[str, ...]:
    """The rest of a session that was left, if the learner wants it."""
    from ch4.quizzing.ask import Prompt, one_of, picked

    left = tuple(name for name in memory.unfinished() if items.find(name))
    if not left:
        return ()
    assert isinstance(ask, Prompt)
    count = "1 item" if len(left) == 1 else f"{len(left)} items"
    screen.block(f"Your last quiz has {count} left.")
    check = one_of(("yes", "no"))
    said = ask("Go on with them? Enter or yes, or no", lambda text: check(text) if text else None)
    return left if picked(said or "yes", ("yes", "no")) == "yes" else ()


def _mark_file(path: Path, course: Course, addresses: tuple[Address, ...], format_: str) -> int:
    from ch4.quizzing import paper
    from ch4.quizzing.answers_file import parse
    from ch4.quizzing.items import Items
    from ch4.quizzing.runner import Runner

    file = parse(_read(path), course)
    for problem in file.problems:
        click.echo(f"ch4: {path}: {problem}", err=True)
    with Runner(course) as runner:
        marks = [
            runner.mark_open(Items(course).open(address), answer)
            for address, answer in file.answers.items()
            if not addresses or address in addresses
        ]
    if format_ == "json":
        click.echo(paper.to_json(marks))
    else:
        paper.show(marks, course, Screen())
    return 0 if marks and all(mark.verdict != "wrong" for mark in marks) else 1


def _read(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise WrongUsage(
            f"there is no file {path}", todo="`ch4 quiz --template` writes one to begin with"
        ) from error
    except OSError as error:
        raise MachineFault(f"{path} cannot be read ({error.strerror})", todo="see to its rights") from error
    except UnicodeDecodeError as error:
        raise WrongUsage(f"{path} is not text in UTF-8", todo="save it as UTF-8") from error


def _asked(course: Course, words: tuple[str, ...], section: str | None) -> tuple[Address, ...]:
    addresses = course.parse(*words)
    if section is None:
        return addresses
    wanted = section.casefold()
    found = tuple(
        q.address
        for q in course.questions
        if wanted == q.section_name.casefold() or q.section.casefold().startswith(wanted)
    )
    if not found:
        names = ", ".join(dict.fromkeys(q.section_name for q in course.questions))
        raise WrongUsage(f"there is no section {section!r}", todo=f"the sections are {names}")
    return tuple(a for a in found if a in addresses) if words else found


def _now() -> datetime:
    return datetime.now(UTC)
