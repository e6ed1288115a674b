"""Answers in a Markdown file: a heading for each question, and the prose under it.

    ## question 18          ### 18. What is a gradient?          18. a list item          **Question 18**

Text before the first heading counts for nothing, and so do the quoted lines (`>`) of a template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ch4.address import Address
from ch4.course import Course
from ch4.errors import UnknownAddress
from ch4.quizzing.items import Items

_KIND = r"(?P<kind>questions?|research(?: task)?|q|r)"
_HEADING = re.compile(
    rf"\s{{0,3}}#{{1,6}}\s*[*_`]*{_KIND}?\s*[#.:]?\s*(?P<number>\d{{1,6}})[*_`]*(?:\s*[.:)–—-]\s*|\s+|$).*",
    re.IGNORECASE,
)
_BOLD = re.compile(rf"\s{{0,3}}(?:\*\*|__){_KIND}\s*(?P<number>\d{{1,6}})\b.*", re.IGNORECASE)
_BARE = re.compile(rf"\s{{0,3}}{_KIND}\s*(?P<number>\d{{1,6}})\s*(?:[.:)–—-]\s*(?P<rest>.*))?", re.IGNORECASE)
_LIST = re.compile(r"(?P<number>\d{1,6})[.)](?:\s+(?P<rest>.*))?")
_OTHER_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S.*")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")


@dataclass(frozen=True)
class AnswersFile:
    """The answers by address, and what is wrong with the file, each as a line to be said."""

    answers: dict[Address, str]
    problems: tuple[str, ...]


def parse(text: str, course: Course) -> AnswersFile:
    """Read what a learner wrote. Nothing in it is an error: what cannot be used is told in `problems`."""
    answers: dict[Address, str] = {}
    problems = []
    for number, said, body in _parts(text.lstrip("\ufeff")):
        try:
            (address,) = course.parse(said)
        except (UnknownAddress, ValueError) as error:
            problems.append(f"line {number}: {error}")
            continue
        answer = body.strip()
        if not answer:
            problems.append(f"line {number}: {said} has no answer")
        if answers.get(address):
            if not answer:
                continue
            problems.append(f"line {number}: {said} is answered twice; the later answer counts")
        answers[address] = answer
    if not answers and not problems:
        problems.append("no heading such as `## question 1` was found")
    return AnswersFile(answers, tuple(problems))


def template(course: Course, addresses: Sequence[Address]) -> str:
    """A file to be filled in, with the prompts as quotes."""
    items = Items(course)
    parts = [f"# {course.title}\n\nWrite each answer below its question; code goes between lines of ```.\n"]
    for address in addresses:
        question = course.question(address)
        prompt = "\n".join(f"> {line}".rstrip() for line in items.open(address).asked.splitlines())
        parts.append(f"## {question.label}\n\n{prompt}\n\n\n")
    return "\n".join(parts)


def _parts(text: str) -> list[tuple[int, str, str]]:
    """Line number, address as said, and the text below, of each question's heading."""
    parts: list[tuple[int, str, list[str]]] = []
    fence = ""
    last = 0
    has_headings = any(_HEADING.fullmatch(line) or _BOLD.fullmatch(line) for line in text.splitlines())
    for number, line in enumerate(text.splitlines(), 1):
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        # Where there are headings, a numbered list is a part of an answer.
        heading = None if fence else _heading(line, None if has_headings else last)
        if heading:
            said, rest = heading
            if said.startswith("question"):
                last = int(said.split()[1])
            parts.append((number, said, [rest] if rest else []))
        elif _OTHER_HEADING.fullmatch(line) and not fence:
            # A section's title in between belongs to no answer, and ends the one above.
            last = 0
            parts.append((number, "", []))
        elif parts and not (line.startswith(">") and not fence):
            parts[-1][2].append(line)
    return [(number, said, "\n".join(lines)) for number, said, lines in parts if said]


def _heading(line: str, last: int | None) -> tuple[str, str] | None:
    """The question that a line begins, and what of its answer stands in the same line."""
    if found := _HEADING.fullmatch(line) or _BOLD.fullmatch(line):
        return _said(found), ""
    if found := _BARE.fullmatch(line):
        return _said(found), found["rest"] or ""
    # A numbered list within an answer begins anew at 1; a list of answers goes on.
    if last is not None and (found := _LIST.fullmatch(line)) and int(found["number"]) > last:
        return f"question {found['number']}", found["rest"] or ""
    return None


def _said(found: re.Match[str]) -> str:
    kind = (found["kind"] or "question").lower()
    return f"{'research' if kind.startswith('r') else 'question'} {int(found['number'])}"
