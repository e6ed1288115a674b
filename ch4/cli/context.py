"""What commands share: the course and the workspace they are about, and the words they get."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from ch4.course import Course, Question
from ch4.errors import MachineFault, WrongUsage
from ch4.workspace import Workspace

course_option = click.option(
    "--course",
    "course_dir",
    type=click.Path(path_type=Path),
    envvar="CH4_COURSE",
    metavar="DIR",
    hidden=True,
    help="Another course's folder.",
)
"""`--course DIR`, `CH4_COURSE`: the parameter `course_dir: Path | None`, for `open_course`."""

workspace_option = click.option(
    "--workspace",
    "workspace_dir",
    type=click.Path(path_type=Path),
    envvar="CH4_WORKSPACE",
    metavar="DIR",
    help="The folder with your answers.  [default: the nearest one from here up]",
)
"""`--workspace DIR`, `CH4_WORKSPACE`: the parameter `workspace_dir: Path | None`, for `open_workspace`."""

words_argument = click.argument("words", nargs=-1, metavar="ADDRESS")
"""`question 9`, `9`, …: the parameter `words: tuple[str, ...]`, for `Course.parse` or `one_question`."""


def here() -> Path:
    """The current folder. Raises `MachineFault` if it was deleted."""
    try:
        return Path.cwd()
    except OSError as error:
        raise MachineFault("the current folder is gone", todo="cd to another one") from error


def open_course(folder: Path | None) -> Course:
    """The course in `folder`, or the nearest from the current folder up, or the one installed with `ch4`.

    Raises `WrongUsage` if `folder` holds none, `BrokenCourse` if it cannot be read.
    """
    if folder is None:
        return Course.find(here())
    if not (folder / "course.toml").is_file():
        raise WrongUsage(f"{folder} is no course", todo="name a folder with a course.toml")
    return Course.load(folder)


def open_workspace(folder: Path | None, course: Course) -> Workspace:
    """The workspace that `folder` is, or the nearest from the current folder up. Raises `NoWorkspace`."""
    return Workspace.find(here(), course) if folder is None else Workspace.at(folder, course)


def one_question(words: tuple[str, ...], course: Course) -> Question:
    """The one question that the words name. Raises `UnknownAddress`, or `WrongUsage` for none or several."""
    addresses = course.parse(*words)
    if len(addresses) == 1:
        return course.question(addresses[0])
    if addresses:
        raise WrongUsage(f"{' '.join(words)!r} is {len(addresses)} questions", todo="name one")
    example = course.questions[0].label if course.questions else "question 1"
    raise WrongUsage("which question?", todo=f"name one, as in {example!r}")


def shown(path: Path) -> str:
    """A path as people would type it from the current folder."""
    with contextlib.suppress(ValueError, MachineFault):
        path = path.relative_to(here().resolve())
    return str(path)
