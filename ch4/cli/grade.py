"""`ch4 grade`: a class at once, a report for each learner and one gradebook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ch4 import device as devices
from ch4.cli.context import course_option, open_course, words_argument
from ch4.errors import WrongUsage

if TYPE_CHECKING:
    from ch4.batch.tally import Trouble


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path), metavar="SUBMISSIONS")
@words_argument
@click.option(
    "-o",
    "--out",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="OUT",
    help="The folder for reports/ and gradebook.csv; run again, and it goes on from there.",
)
@course_option
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes.  [default: one a core; one on a GPU]"
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
@click.option("--again", is_flag=True, help="Judge everybody, and not only what is new or has changed.")
@click.option(
    "--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True
)
def grade(
    submissions: Path,
    words: tuple[str, ...],
    target: Path,
    course_dir: Path | None,
    jobs: int | None,
    device: str,
    seed: int,
    timeout: float | None,
    again: bool,
    format_: str,
) -> int:
    """Grade a class: SUBMISSIONS has a folder for each learner, with answer files or one notebook in it.

    What is judged already and has not changed is not judged again. Wrong answers are no failure: the exit
    code is 0 once everybody is graded, and 3 if this machine could not judge somebody.
    """
    course = open_course(course_dir)
    questions = [course.question(address) for address in course.parse(*(words or ("all",)))]
    _refuse_nesting(submissions, target)

    from ch4.batch.grade import grade as grade_class
    from ch4.batch.out import opened
    from ch4.batch.pool import cores
    from ch4.batch.submission import folders
    from ch4.batch.task import Conditions
    from ch4.cli.grade_screen import as_json, print_graded, watching

    found = folders(submissions, leave_out=target)
    conditions = Conditions(device=devices.resolve(device), seed=seed, seconds=timeout)
    with opened(target) as out, watching() as watch:
        graded = grade_class(
            course,
            questions,
            found,
            out,
            conditions,
            jobs=jobs or (cores() if conditions.device == "cpu" else 1),
            again=again,
            watch=watch,
        )
    if format_ == "json":
        sys.stdout.buffer.write(as_json(graded, course, conditions, target) + b"\n")
    else:
        print_graded(graded, course, target)
    if graded.tally.failed:
        _complain(graded.tally.failed)
        return 3
    return 0


def _refuse_nesting(submissions: Path, target: Path) -> None:
    """OUT may be a folder of SUBMISSIONS, which is then no learner's, but not deeper in it, nor above it."""
    inner, outer = target.resolve(), submissions.resolve()
    if inner == outer or (inner.is_relative_to(outer) and inner.parent != outer):
        raise WrongUsage(f"{target} lies among the submissions", todo="name another folder with -o")


def _complain(failed: tuple[Trouble, ...]) -> None:
    from ch4.report.wording import one_line

    count = "1 learner" if len(failed) == 1 else f"{len(failed)} learners"
    first = f"{one_line(failed[0].learner)}: {one_line(failed[0].problem)}"
    click.echo(f"ch4: {count} could not be judged here; the same command tries again ({first})", err=True)
