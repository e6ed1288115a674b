"""`ch4 watch`: check again whenever an answer is saved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ch4 import device as devices
from ch4.cli.context import (
    course_option,
    open_course,
    open_workspace,
    shown,
    words_argument,
    workspace_option,
)
from ch4.worker import open_workers

if TYPE_CHECKING:
    from rich.console import Console

    from ch4.course import Question
    from ch4.workspace import Workspace

_Judge = Callable[[Sequence["Question"]], None]


@click.command()
@words_argument
@workspace_option
@course_option
def watch(words: tuple[str, ...], workspace_dir: Path | None, course_dir: Path | None) -> None:
    """Check an answer again whenever it is saved; ADDRESS says which to watch, all without one.

    Ctrl-C ends it.
    """
    course = open_course(course_dir)
    workspace = open_workspace(workspace_dir, course)
    questions = [course.question(address) for address in course.parse(*(words or ("all",)))]
    files = {workspace.answer(question).resolve(): question for question in questions if question.has_code}
    with open_workers(course.preload) as workers:
        from rich.console import Console

        from ch4.grading.session import Options, check
        from ch4.report import QuestionResult, terminal

        console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        options = Options(device=devices.resolve("auto"), root=workspace.root)

        def on_question(result: QuestionResult) -> None:
            workspace.record(result, datetime.now(UTC))
            terminal.print_question(result, console)

        def judge(some: Sequence[Question]) -> None:
            check(course, some, workspace.answer, workers, options, on_question)

        if words:
            judge(list(files.values()))
        _follow(files, workspace, judge, console)


def _follow(files: dict[Path, Question], workspace: Workspace, judge: _Judge, console: Console) -> None:
    from watchfiles import watch as changes

    folders = sorted({path.parent for path in files if path.parent.is_dir()})
    console.print(f"watching {', '.join(shown(folder) for folder in folders)}; Ctrl-C ends it")
    for batch in changes(*folders, recursive=False):
        saved = _saved((Path(path) for _, path in batch), files)
        if saved:
            console.rule(datetime.now().strftime("%H:%M:%S"))
            judge(saved)


def _saved(paths: Iterable[Path], files: dict[Path, Question]) -> list[Question]:
    """The questions whose answers are among these files and there: some editors delete before they save."""
    changed = {path.resolve() for path in paths}
    return [question for path, question in files.items() if path in changed and path.is_file()]
