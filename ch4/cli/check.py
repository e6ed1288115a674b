"""`ch4 check`: judge the answers and say what is right, what is wrong, and which mistake it is."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from ch4 import device as devices
from ch4.cli.context import course_option, open_course, words_argument, workspace_option
from ch4.cli.formats import ENDINGS, FORMATS, must_be_writable, rendered, write_whole
from ch4.cli.sources import opened, without_notebook
from ch4.errors import WrongUsage
from ch4.worker import open_workers

if TYPE_CHECKING:
    from rich.console import Console

    from ch4.course import Course
    from ch4.report import QuestionResult, Report

_Show = Callable[["QuestionResult"], None]


@click.command()
@words_argument
@workspace_option
@course_option
@click.option(
    "--answers", type=click.Path(path_type=Path), metavar="DIR", help="Take the answers from another folder."
)
@click.option(
    "--device", type=click.Choice(devices.CHOICES), default="auto", show_default=True, help="Where to train."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=0, show_default=True, help="Of the random inputs."
)
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), metavar="S", help="Seconds for each criterion."
)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there instead."
)
@click.option(
    "--also",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    multiple=True,
    help="Write the report there too, as its ending says: .json, .html, .md or .xml.",
)
@click.pass_context
def check(
    ctx: click.Context,
    words: tuple[str, ...],
    workspace_dir: Path | None,
    course_dir: Path | None,
    answers: Path | None,
    device: str,
    seed: int,
    timeout: float | None,
    format_: str,
    output: Path | None,
    also: tuple[Path, ...],
) -> None:
    """Check your answers.

    ADDRESS is `question 9`, `9`, `12-15`, `research 2` or `all`; without one, everything not yet passed.
    A notebook may be named, too: then the answers are those in its cells.
    """
    words, notebook = without_notebook(words)
    course = open_course(course_dir)
    addresses = course.parse(*words)
    with opened(course, notebook=notebook, answers=answers, workspace_dir=workspace_dir) as source:
        questions = [course.question(address) for address in addresses] or source.everything()
        if not questions:
            click.echo(
                "Everything has passed. `ch4 check all` checks it once more.", err=format_ != "terminal"
            )
            if format_ == "terminal" and output is None:
                return
        files = {path: _format_of(path) for path in also}
        for path in (*files, *([output] if output else [])):
            must_be_writable(path, "--output" if path == output else "--also")
        # Workers import torch while this process gets ready for pytest and the graders.
        with open_workers(course.preload) as workers:
            from ch4.grading.session import Options
            from ch4.grading.session import check as judge

            options = Options(device=devices.resolve(device), seed=seed, seconds=timeout, root=source.root)
            with _shown(len(questions), live=format_ == "terminal" and output is None) as show:

                def on_question(result: QuestionResult) -> None:
                    told = source.told(result)
                    source.keep(told)
                    show(told)

                report = judge(course, questions, source.find, workers, options, on_question)
        report = replace(report, questions=tuple(map(source.told, report.questions)))
        _write(report, format_, output, course)
        for path, its_format in files.items():
            write_whole(path, rendered(report, its_format, course), "--also")
            click.echo(f"wrote {path}", err=True)
        source.complain()
    ctx.exit(0 if report.is_satisfied else 1)


@contextlib.contextmanager
def _shown(count: int, *, live: bool) -> Iterator[_Show]:
    """Show each question's result as it comes, when `live`, and a bar of how far it is, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    # Bound to the streams of now: while a grader runs, pytest has its own in their place.
    console = Console(file=sys.stdout if live else sys.stderr, highlight=False, markup=False, emoji=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.file.isatty(),  # a log that wants colours (FORCE_COLOR) wants no bar
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task("checking", total=count)

        def show(result: QuestionResult) -> None:
            if live:
                _print_question(result, console)
            bar.advance(task)

        yield show


def _print_question(result: QuestionResult, console: Console) -> None:
    from ch4.report import terminal

    try:
        terminal.print_question(result, console)
    except SystemExit as left:  # rich's way to say that the reader, `| head`, has left
        raise BrokenPipeError from left


def _format_of(path: Path) -> str:
    if path.suffix.lower() not in ENDINGS:
        raise WrongUsage(f"--also {path} names no format", todo="end it in .json, .html, .md or .xml")
    return ENDINGS[path.suffix.lower()]


def _write(report: Report, format_: str, output: Path | None, course: Course) -> None:
    if format_ == "terminal" and output is None:
        from rich.console import Console

        from ch4.report import terminal

        terminal.print_summary(report, Console(highlight=False, markup=False, emoji=False))
        return
    data = rendered(report, format_, course)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)
        click.echo(f"wrote {output}", err=True)
