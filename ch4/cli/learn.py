"""`ch4 init`, `show`, `hint`, `solution` and `reset`: the way from a stub to an answer."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

import click

from ch4.cli.context import (
    course_option,
    here,
    one_question,
    open_course,
    open_workspace,
    shown,
    words_argument,
    workspace_option,
)
from ch4.cli.formats import write_whole
from ch4.cli.progress import checks, last_words, print_answer_file, print_heading, verdict_text
from ch4.course import Course, Question
from ch4.errors import BrokenCourse, NoWorkspace, WrongUsage
from ch4.report.screen import Screen
from ch4.report.wording import clean
from ch4.workspace import Stubs, Workspace

_KEEPS_ITS_LINE = re.compile(r"\s|>>>|[-*|•] |\d+[.)] ")


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@course_option
@click.option("--notebook", is_flag=True, help="Write a notebook to answer in as well, ch4.ipynb.")
def init(folder: Path | None, course_dir: Path | None, notebook: bool) -> None:
    """Make a workspace: a folder with a file for each question. No file of yours is ever overwritten."""
    course = open_course(course_dir)
    root = (folder or here()).resolve()
    screen = Screen()
    # From CH4_COURSE, it is in force for the next command as well.
    source = click.get_current_context().get_parameter_source("course_dir")
    other_course = course.root if source is click.core.ParameterSource.COMMANDLINE else None
    if root == course.root:
        screen.block(
            "This is the course's own folder, and a workspace already: edit the files in exercises/."
        )
    else:
        _refuse_surprises(root, course, is_named=folder is not None)
        _print_made(root, Workspace(root).add_stubs(course), screen)
    if notebook:
        _write_notebook(Workspace(root), course, other_course, screen)
    other = f" --course {shlex.quote(str(other_course))}" if other_course else ""
    away = "" if root == here().resolve() else f"cd {shlex.quote(shown(root))} && "
    if notebook:
        screen.place("Next", f"open {shown(root / 'ch4.ipynb')} in Jupyter or VS Code")
    else:
        screen.place("Next", f"{away}ch4 next{other}")


@click.command()
@words_argument
@workspace_option
@course_option
def show(words: tuple[str, ...], workspace_dir: Path | None, course_dir: Path | None) -> None:
    """What a question asks, and the file to answer it in."""
    course = open_course(course_dir)
    question = one_question(words, course)
    workspace = open_workspace(workspace_dir, course)
    screen = Screen()
    print_heading(question, screen)
    screen.line()
    if question.has_code or course.stub(question).exists():
        # The heading has said the title; most stubs begin with it.
        _print_prompt(course.prompt(question).removeprefix(f"{question.title}.\n").lstrip("\n"), screen)
    if question.has_code:
        _print_state(question, workspace, screen)
    else:
        screen.fact("Answer", f"in your own words: ch4 quiz {question.label}")


@click.command()
@words_argument
@workspace_option
@course_option
def hint(words: tuple[str, ...], workspace_dir: Path | None, course_dir: Path | None) -> None:
    """One more hint each time, and those you have seen."""
    course = open_course(course_dir)
    question = one_question(words, course)
    workspace = open_workspace(workspace_dir, course)
    total = len(question.hints)
    screen = Screen()
    if not total:
        screen.block(f"{question.label} has no hints. Its solution: ch4 solution {question.label}")
        return
    seen = workspace.hints_shown(question.address)
    if seen < total:
        seen = workspace.show_hint(question.address)
    for number, text in enumerate(question.hints[:seen], start=1):
        style = "" if number == seen else "dim"
        screen.line((f"hint {number} of {total}", f"bold {style}"))
        screen.block((text, style), indent=2)
        screen.line()
    if seen < total:
        screen.block(f"Another one: ch4 hint {question.label}")
    else:
        screen.block(f"That is every hint there is. The solution: ch4 solution {question.label}")


@click.command()
@words_argument
@click.option("--yes", is_flag=True, help="Show it without asking.")
@workspace_option
@course_option
def solution(words: tuple[str, ...], yes: bool, workspace_dir: Path | None, course_dir: Path | None) -> None:
    """The reference solution. Until your own answer has passed, it asks whether you are sure."""
    course = open_course(course_dir)
    question = one_question(words, course)
    if not (yes or question.address in open_workspace(workspace_dir, course).passed()):
        if not sys.stdin.isatty():
            raise WrongUsage(f"{question.label} has not passed yet", todo="to see its solution, say --yes")
        if not click.confirm(f"{question.label} has not passed yet. Show its solution?", err=True):
            click.echo(f"Not shown. A hint instead: ch4 hint {question.label}", err=True)
            return
    path = course.solution(question)
    try:
        code = path.read_bytes()
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="put the solution there, or install ch4 again"
        ) from error
    _print_code(code, Screen())


@click.command()
@words_argument
@workspace_option
@course_option
def reset(words: tuple[str, ...], workspace_dir: Path | None, course_dir: Path | None) -> None:
    """Start a question anew. Your answer so far is kept."""
    course = open_course(course_dir)
    question = one_question(words, course)
    if not question.has_code:
        raise WrongUsage(f"{question.label} is answered in words", todo=f"ch4 quiz {question.label}")
    workspace = open_workspace(workspace_dir, course)
    backup = workspace.reset(question, course)
    screen = Screen()
    print_answer_file(question, workspace, screen)
    if backup is None:
        screen.fact("Now", "as it was at the start; there was no answer of yours to keep")
    else:
        screen.fact("Now", "as it was at the start")
        screen.place("Kept", "your answer, in ", shown(backup))
    screen.place("Next", f"ch4 show {question.label}")


def _refuse_surprises(root: Path, course: Course, *, is_named: bool) -> None:
    if not is_named and root in (Path.home().resolve(), Path(root.anchor)):
        raise WrongUsage(f"{root} is no place for exercises", todo="name a folder, as in `ch4 init digits`")
    try:
        # A named folder may lie inside another workspace; the current one probably does by oversight.
        around = Workspace.at(root, course) if is_named else Workspace.find(root, course)
    except NoWorkspace:
        return
    if around.root != root:
        raise WrongUsage(
            f"{root} is inside the workspace {around.root}", todo="go on there, or name another folder"
        )


def _print_made(root: Path, stubs: Stubs, screen: Screen) -> None:
    if not stubs.added:
        screen.line("A workspace already, and complete: ", str(root))
    else:
        screen.line("A workspace: ", str(root))
        files = "1 file" if len(stubs.added) == 1 else f"{len(stubs.added)} files"
        screen.fact("Made", f"{files} to edit, in exercises/")
    if stubs.kept:
        names = ", ".join(question.address for question in stubs.kept)
        screen.fact("Kept", f"yours, untouched: {names}")


def _write_notebook(workspace: Workspace, course: Course, other_course: Path | None, screen: Screen) -> None:
    from ch4.notebook.workbook import NAME, workbook

    path = workspace.root / NAME
    if os.path.lexists(path):
        screen.fact("Kept", f"{NAME}, as it is: to have it anew, rename yours first")
    else:
        write_whole(path, workbook(course, workspace, other_course=other_course), "DIR")
        screen.fact("Made", f"{NAME}, to answer in; what you run there is saved in exercises/")


def _print_prompt(prompt: str, screen: Screen) -> None:
    """A docstring: prose flows into the width there is, code and lists keep their lines."""
    for paragraph in re.split(r"\n\s*\n", prompt):
        lines = paragraph.split("\n")
        is_prose = not any(_KEEPS_ITS_LINE.match(line) for line in lines)
        text = screen.text((" " if is_prose else "\n").join(lines))
        text.highlight_regex(r"`[^`\n]+`", "bold cyan")
        screen.block(text, indent=2)
        screen.line()


def _print_state(question: Question, workspace: Workspace, screen: Screen) -> None:
    standing = workspace.standings().get(question.address)
    print_answer_file(question, workspace, screen)
    if standing is None:
        screen.fact("So far", verdict_text(None, screen))
    else:
        said = last_words(question, workspace)
        count = (f"  ({checks(standing)})  ", "dim")
        screen.fact("So far", verdict_text(standing, screen), count, said)
    if question.hints and not (standing and standing.has_passed):
        screen.place("Stuck?", f"ch4 hint {question.label}")
    is_done = standing is not None and standing.verdict.is_right
    screen.place("Next", "ch4 next" if is_done else f"ch4 check {question.label}")


def _print_code(code: bytes, screen: Screen) -> None:
    """Highlighted at a terminal; elsewhere byte for byte, so that it can be piped into a file."""
    console = screen.console
    if console.is_terminal and console.color_system and not console.no_color:
        from rich.syntax import Syntax  # it brings Pygments, which the other commands need not wait for

        text = clean(code.decode(errors="replace"))
        console.print(Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        sys.stdout.buffer.write(code)
