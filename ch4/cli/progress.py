"""`ch4 status` and `ch4 next`: where you are, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click
from rich.text import Text

from ch4.address import Address
from ch4.cli.context import course_option, open_course, open_workspace, shown, workspace_option
from ch4.course import Course, Question
from ch4.progress import Standing
from ch4.quizzing.standing import QuizStanding
from ch4.report import Verdict
from ch4.report.page import STYLES
from ch4.report.screen import Screen
from ch4.report.wording import brief, one_line, points
from ch4.workspace import Workspace

_MANY_DUE = 5


@click.command()
@workspace_option
@course_option
def status(workspace_dir: Path | None, course_dir: Path | None) -> None:
    """Where you are: your code and your quiz, section by section."""
    course = open_course(course_dir)
    workspace = open_workspace(workspace_dir, course)
    standings = workspace.standings()
    screen = Screen()
    screen.block((one_line(course.title), "bold"))
    quiz = QuizStanding(course, workspace, datetime.now(UTC))
    for section, grouped in groupby(course.questions, key=lambda question: question.section):
        questions = list(grouped)
        screen.line()
        screen.block((one_line(section), "bold cyan"))
        for question in questions:
            _print_row(question, standings.get(question.address), screen)
        if told := quiz.told(questions):
            screen.block((told, "dim"), lead=screen.text("  quiz        "))
    screen.line()
    _print_overall(course, standings, screen)
    if count := len(quiz.due()):
        screen.place("Due", f"{count} quiz item{'' if count == 1 else 's'}: ch4 quiz --due")


@click.command("next")
@workspace_option
@course_option
def next_(workspace_dir: Path | None, course_dir: Path | None) -> None:
    """What to do now: code or quiz."""
    course = open_course(course_dir)
    workspace = open_workspace(workspace_dir, course)
    standings = workspace.standings()
    quiz = QuizStanding(course, workspace, datetime.now(UTC))
    screen = Screen()
    if (count := len(quiz.due())) >= _MANY_DUE:
        screen.block((f"{count} quiz items are about to be forgotten", "bold"))
        screen.fact("Why", "a few minutes now save learning them anew")
        screen.place("Then", "ch4 quiz --due")
        return
    for question in course.questions:
        if question.has_code and not _is_right(question, standings):
            _print_code_next(question, course, workspace, screen)
            return
        if not quiz.was_asked(question):
            print_heading(question, screen)
            before = "your code for it is right; now say it in your own words"
            screen.fact("Why", before if question.has_code else "this one is answered in words")
            screen.place("Then", f"ch4 quiz {question.label}")
            return
    screen.block("Every question with code is right, and all have been asked in words.")
    screen.place("Then", "ch4 quiz --due" if count else "come back when something is due: ch4 status")


def _print_code_next(question: Question, course: Course, workspace: Workspace, screen: Screen) -> None:
    is_first = question == next(q for q in course.questions if q.has_code)
    place = "here the course begins" if is_first else "everything before it is right"
    print_heading(question, screen)
    screen.fact("Why", f"{place}, and this {_what_is_wrong(question, workspace)}")
    print_answer_file(question, workspace, screen)
    screen.place("Read", f"ch4 show {question.label}")
    screen.place("Then", f"ch4 check {question.label}")


def print_heading(question: Question, screen: Screen) -> None:
    """`question 9  A corner of a tensor`, and its section below."""
    lead = screen.text((f"{question.label} ", "bold cyan"))
    screen.block((one_line(question.title), "bold"), lead=lead)
    screen.block((one_line(question.section), "dim"))


def print_answer_file(question: Question, workspace: Workspace, screen: Screen) -> None:
    """The file to edit."""
    path = workspace.answer(question)
    missing = "" if path.exists() else f"  (not there: ch4 reset {question.label})"
    screen.place("File", shown(path), (missing, "dim"))


def verdict_text(standing: Standing | None, screen: Screen) -> Text:
    """A verdict as sign and word, `✓ pass`; `· not tried` where there is none."""
    if standing is None:
        return screen.text(("· not tried" if screen.carries("·") else ". not tried", "dim"))
    verdict = standing.verdict
    return screen.text(screen.page.sign(verdict), (f" {verdict.value}", STYLES[verdict]))


def checks(standing: Standing | None) -> str:
    """`1 check`, `12 checks`; nothing where there was none."""
    if standing is None:
        return ""
    return "1 check" if standing.attempts == 1 else f"{standing.attempts} checks"


def last_words(question: Question, workspace: Workspace) -> str:
    """What the latest check of a question had to say, in one line; `""` where it said nothing."""
    attempts = workspace.attempts(question.address)
    return brief(attempts[-1].result) if attempts else ""


def _is_right(question: Question, standings: Mapping[Address, Standing]) -> bool:
    standing = standings.get(question.address)
    return standing is not None and standing.has_passed


def _what_is_wrong(question: Question, workspace: Workspace) -> str:
    verdict = workspace.verdicts().get(question.address)
    match verdict:
        case None:
            return "you have not tried yet"
        case Verdict.TODO:
            return "is still to be written"
        case Verdict.SKIPPED:
            return f"could not be checked: {last_words(question, workspace)}"
        case _:
            return f"is not yet ({verdict.value}): {last_words(question, workspace)}"


def _print_row(question: Question, standing: Standing | None, screen: Screen) -> None:
    verdict = verdict_text(standing, screen) if question.has_code else screen.text(("  in words", "dim"))
    verdict.truncate(len("· not tried"), pad=True)
    score = f"{points(standing.points)}/{points(standing.max_points)}" if standing else ""
    tried = (f"  {score:<8}  {checks(standing):<9}", "dim")
    before = standing and standing.has_passed and not standing.verdict.is_right
    screen.block(
        one_line(question.title),
        ("  (was right before)" if before else "", "dim"),
        lead=screen.text("  ", verdict, tried, f"  {question.label:<11} "),
    )


def _print_overall(course: Course, standings: Mapping[Address, Standing], screen: Screen) -> None:
    asked = [question for question in course.questions if question.has_code]
    right = sum(_is_right(question, standings) for question in asked)
    won = sum(standings[q.address].points for q in asked if q.address in standings)
    to_win = sum(question.points for question in asked)
    figures = f"  {right} of {len(asked)} right   {points(won)}/{points(to_win)} points"
    screen.line(screen.bar(right, len(asked)), (figures, "bold"))
    if right < len(asked):
        screen.place("Next", "ch4 next")
