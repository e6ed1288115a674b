"""The report in HTML that needs nothing else: no network, no script, no font of its own.

    render(report)      → a page
    fragment(report)    → a part of somebody's page, as notebooks show it
    card(Card(…))       → a part that looks like a question's result

`html.jinja` and `page.css` are the page, `parts.jinja` and `parts.css` what it shares with fragments. All
text is escaped by Jinja, whoever wrote it, and the page's own policy forbids scripts and requests besides: an
answer's output cannot act in the teacher's browser.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ch4.report import curves, wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Summary, Verdict

# A page of everything that 39 answers print would be slow to open on a phone.
_PRINTED_LINES = 200
_IN_ORDER = (
    Verdict.PASS,
    Verdict.NIT,
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.TIMEOUT,
    Verdict.TODO,
    Verdict.SKIPPED,
)


# Twice, to outweigh what notebooks say of lists and code in their outputs.
_SCOPE = ".ch4-report.ch4-report"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@dataclass(frozen=True)
class Remark:
    """A paragraph of a card: its `kind` is a class of `parts.css`, such as `mistake`."""

    kind: str
    text: str
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is said of something that is no `QuestionResult`; `folded` stands behind a summary."""

    label: str
    title: str
    verdict: Verdict
    word: str
    remarks: tuple[Remark, ...] = ()
    folded_name: str = ""
    folded: str = ""
    is_open: bool = False


def render(report: Report) -> str:
    """The whole report as a page, to be written as UTF-8."""
    return _environment().get_template("html.jinja").render(report=report)


def fragment(report: Report) -> str:
    """The questions, and of several a line on them all, in an element with its own style.

    It takes its colours from the text around it: a notebook is dark or light in ways that differ with the
    program which shows it, and that no media query knows of.
    """
    return _environment().get_template("embedded.jinja").render(report=report)


def card(shown: Card) -> str:
    """The card as a fragment."""
    return _environment().get_template("card.jinja").render(card=shown)


@dataclass(frozen=True)
class _Told:
    """A criterion, and whether the one before said the same of the same slip."""

    result: CriterionResult
    is_repeated: bool


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "prose": lambda text: _pieces(wording.CODE_SPAN, wording.clean(text).strip(), "`"),
        "cells": lambda text: _pieces(wording.DIFFERENT_CELL, text),
        "printed": _printed,
        "pictures": curves.pictures,
    }
    environment.tests["waits"] = wording.waits
    environment.globals |= {
        "Verdict": Verdict,
        "wording": wording,
        "curves": curves,
        "amounts": _amounts,
        "sections": _sections,
        "told": _told,
        "look": _look,
    }
    return environment


@functools.cache
def _look() -> str:
    """The style of a fragment: no rule of it may reach what is around."""
    folder = Path(__file__).parent
    rules = _RULE.findall((folder / "parts.css").read_text(encoding="utf-8"))
    scoped = [
        ",".join(f"{_SCOPE} {selector.strip()}" for selector in selectors.split(",")) + f"{{{body.strip()}}}"
        for selectors, body in rules
    ]
    return (folder / "fragment.css").read_text(encoding="utf-8") + "\n".join(scoped)


def _clean(value: object) -> object:
    # What a macro returns is markup already, and of a class that would be lost.
    return wording.clean(value) if type(value) is str else value


def _pieces(pattern: re.Pattern[str], text: str, marks: str = "") -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it is one of those that the pattern finds."""
    parts = [(part, at % 2 == 1) for at, part in enumerate(pattern.split(text))]
    return [(part.strip(marks) if found else part, found) for part, found in parts if part]


def _printed(output: str) -> str:
    lines = wording.clean(output).strip("\n").split("\n")
    left_out = len(lines) - _PRINTED_LINES
    above = [f"… {wording.counted(left_out, 'line')} before these"] if left_out > 0 else []
    return "\n".join([*above, *lines[-_PRINTED_LINES:]]) if any(map(str.strip, lines)) else ""


def _amounts(summary: Summary) -> list[tuple[Verdict, int]]:
    """How many questions came out how, of what did occur; the right ones first."""
    fields = {Verdict.PASS: "passed"}
    amounts = [(verdict, getattr(summary, fields.get(verdict, verdict.value))) for verdict in _IN_ORDER]
    return [(verdict, amount) for verdict, amount in amounts if amount]


def _sections(report: Report) -> dict[str, list[QuestionResult]]:
    """The questions by section, both in the report's order."""
    sections: dict[str, list[QuestionResult]] = {}
    for question in report.questions:
        sections.setdefault(question.section, []).append(question)
    return sections


def _told(question: QuestionResult) -> Iterator[_Told]:
    """The criteria that were judged; one slip that fails several in the same way is told once."""
    said: set[str] = set()
    for criterion in wording.criteria(question):
        if wording.waits(criterion):
            continue
        account = wording.account(question, criterion).removeprefix(wording.one_line(criterion.sentence))
        is_failure = criterion.verdict in (Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT)
        yield _Told(criterion, bool(criterion.message) and is_failure and account in said)
        said.add(account)
