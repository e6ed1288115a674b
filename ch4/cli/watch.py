"""`ch4 watch`: check again whenever an answer is saved."""

from __future__ import annotations

import contextlib
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
    seen = _stamps(files)
    console.print(f"watching {', '.join(shown(folder) for folder in folders)}; Ctrl-C ends it")
    # What is saved before the system has begun to watch is told by nobody: so a look now and then besides.
    for _ in changes(*folders, recursive=False, yield_on_timeout=True, rust_timeout=1000):
        now = _stamps(files)
        saved = [question for path, question in files.items() if path in now and now[path] != seen.get(path)]
        seen = now
        if saved:
            console.rule(datetime.now().strftime("%H:%M:%S"))
            judge(saved)


def _stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """When each file was changed and how long it is; not of one that an editor is about to replace."""
    stamps = {}
    for path in files:
        with contextlib.suppress(OSError):
            found = path.stat()
            stamps[path] = (found.st_mtime_ns, found.st_size)
    return stamps
