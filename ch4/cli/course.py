"""`ch4 course`: the author's wing, apart from the learner's."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ch4.cli.context import course_option, open_course, words_argument
from ch4.errors import MachineFault

if TYPE_CHECKING:
    from ch4.authoring.proof import Count, Proof, Row
    from ch4.authoring.verify import Outcome, Trial
    from ch4.course import Course

LEAST_CAUGHT = 0.95


@click.group()
def course() -> None:
    """For authors: prove a course good, or begin one."""


@course.command()
@words_argument
@course_option
@click.option(
    "--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Seeds to try each with."
)
@click.option(
    "--mutants", type=click.IntRange(min=0), default=0, show_default=True, help="Mutants a question."
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True)
@click.option(
    "--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True
)
def verify(
    words: tuple[str, ...], course_dir: Path | None, seeds: int, mutants: int, jobs: int, format_: str
) -> int:
    """Prove that graders judge as they should.

    Solutions pass, stubs are todo, mistakes fail and are told as themselves, right and wrong answers get
    their verdicts; with --mutants, changed solutions are noticed. Of the quiz, every key is right, and every
    snippet does what its item says.
    """
    from ch4.authoring import proof
    from ch4.authoring import verify as trying
    from ch4.authoring.lint import lint
    from ch4.authoring.quiz import verify_quiz

    course = open_course(course_dir)
    questions = [course.question(address) for address in course.parse(*(words or ("all",)))]
    coded = [question for question in questions if question.has_code]
    trials = [trial for q in coded for trial in trying.trials(course, q, tuple(range(seeds)))]
    equivalent: dict[str, int] = {}
    if mutants:
        drawn, equivalent = _mutants(course, [q.address for q in coded], mutants)
        trials += drawn
    outcomes = [
        *_with_progress(trying.run(course, trials, jobs), len(trials)),
        *verify_quiz(course, questions),
    ]
    proved = proof.prove(course.name, questions, outcomes, equivalent, lint(course, questions), seeds)
    if format_ == "json":
        sys.stdout.buffer.write(proof.to_json(proved) + b"\n")
    else:
        _print(proved)
    return 0 if proved.holds(LEAST_CAUGHT) else 1


@course.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path) -> None:
    """Write the smallest course that works into DIR: one question."""
    from ch4.authoring.new import new_course
    from ch4.report.screen import Screen

    files = new_course(folder)
    screen = Screen()
    screen.line(f"A course with one question, in {folder}:")
    for path in files:
        screen.line(f"  {path}")
    screen.line("Prove it:  ", (f"ch4 course verify --course {shlex.quote(str(folder))}", "bold"))


def _mutants(course: Course, addresses: list[str], budget: int) -> tuple[list[Trial], dict[str, int]]:
    try:
        from ch4.authoring.mutants import argued_equivalent, mutant_trials
    except ImportError as error:
        raise MachineFault(f"mutants need {error.name}", todo="pip install 'ch4[authoring]'") from error
    argued = argued_equivalent(course)
    trials: list[Trial] = []
    equivalent: dict[str, int] = {}
    for question in course.questions:
        if question.address in addresses:
            some, equivalent[question.address] = mutant_trials(course, question, budget, argued)
            trials += some
    return trials, equivalent


def _with_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        outcomes, "verifying", total=total, console=console, transient=True, disable=not console.is_terminal
    )


def _print(proof: Proof) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("", "solution", "stub", "mistakes", "right", "wrong", "mutants", "quiz", "seconds"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for row in proof.rows:
        table.add_row(*_cells(row))
    console.print(table)
    for problem in proof.problems:
        console.print(f"{problem.address} {problem.kind} {problem.name}: {problem.problem}", soft_wrap=True)
    wrong = sum(1 for problem in proof.problems if problem.kind != "mutant")
    parts = [f"{len(proof.rows)} questions, {proof.seeds} seeds: {wrong or 'nothing'} to mend"]
    if proof.caught is not None:
        parts.append(f"{proof.caught:.1%} of mutants caught or argued equivalent ({LEAST_CAUGHT:.0%} asked)")
    console.print("; ".join(parts), soft_wrap=True)


def _cells(row: Row) -> list[str]:
    def cell(count: Count) -> str:
        return f"{count.good}/{count.tried}" if count.tried else "–"

    counts = [
        cell(row.counts[kind]) for kind in ("solution", "stub", "mistake", "right", "wrong", "mutant", "quiz")
    ]
    if row.equivalent:
        counts[5] += f" +{row.equivalent}"  # argued equivalent, so not tried
    return [row.address, *counts, f"{row.seconds:.2f}"]
