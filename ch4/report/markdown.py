"""The report as GitHub-flavoured Markdown: an overview, and details for each question that is not right yet.

render(report)     → the whole report
overview(report)   → headline, figures and table
details(report)    → what to mend, question by question
criteria(question) → one question's criteria, without a heading, for a page that has its own
"""

from __future__ import annotations

import re

from ch4.report import wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Verdict

_SPECIAL = re.compile(r"([\\`*_\[\]|~#$])")
_LIST_MARK = re.compile(r"^([-+=]|\d+[.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_PRINTED_LINES = 30


def render(report: Report) -> str:
    """The overview, and all that helps to mend what is not right yet."""
    parts = [overview(report), details(report)]
    return "\n".join(part for part in parts if part)


def overview(report: Report) -> str:
    """A headline, the figures, what to do next, and a table of all questions."""
    course = prose(report.course)
    who = f" – {prose(report.learner)}" if report.learner else ""
    figures = (
        f"**{wording.counts(report.summary)}** – **{wording.score(report.summary)} points** – "
        f"{wording.duration(report.seconds)} on {prose(report.device)}"
    )
    rows = [_row(question) for question in report.questions]
    table = ["| | verdict | points | question | remark |", "|---|---|--:|---|---|", *rows, ""] if rows else []
    step = f"Next: {prose(wording.next_step(report))}"
    return "\n".join([f"# {course}{who}", "", figures, "", *table, step, ""])


def details(report: Report) -> str:
    """Every question that is neither right, nor skipped, nor unwritten; and the remarks on the right ones."""
    worth_it = (Verdict.NIT, Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT)
    return "\n".join(_question(question) for question in report.questions if question.verdict in worth_it)


def criteria(question: QuestionResult) -> str:
    """What became of each criterion, and what the answer printed if it is not right."""
    blocks = [_criterion(criterion, question) for criterion in wording.criteria(question)]
    return "\n\n".join(blocks + ([] if question.verdict.is_right else _printed(question.output)))


def prose(text: str) -> str:
    """`text` in one line that reads as it is written: only `code` keeps its meaning."""
    parts = wording.CODE_SPAN.split(wording.one_line(text))
    # GitHub splits a table's cells before it looks for code, so code with a pipe becomes plain text.
    escaped = (
        part if wording.CODE_SPAN.fullmatch(part) and "|" not in part else _plain(part, starts=at == 0)
        for at, part in enumerate(parts)
    )
    return "".join(escaped)


def fenced(text: str) -> str:
    """`text` in a code block whose fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _plain(text: str, *, starts: bool) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    for sign, entity in _ENTITIES.items():
        text = text.replace(sign, entity)
    return _LIST_MARK.sub(lambda mark: mark[0][:-1] + "\\" + mark[0][-1], text) if starts else text


def _row(question: QuestionResult) -> str:
    verdict = question.verdict
    won = "" if verdict is Verdict.SKIPPED else wording.score(question)
    title = f"{prose(question.label)}: {prose(question.title)}"
    said = prose(_shortened(wording.brief(question)))
    return f"| {wording.SIGNS[verdict]} | {verdict.value} | {won} | {title} | {said} |"


def _shortened(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def _question(question: QuestionResult) -> str:
    verdict = question.verdict
    heading = f"## {wording.SIGNS[verdict]} {prose(question.label)}: {prose(question.title)}"
    score = f"{verdict.value}, {wording.score(question)} points, in {prose(question.file)}"
    blocks = [heading, score, criteria(question)]
    if not verdict.is_right:
        blocks.append(prose(wording.hint_pointer(question)))
    return "\n\n".join(blocks) + "\n"


def _criterion(criterion: CriterionResult, question: QuestionResult) -> str:
    sign = wording.SIGNS[criterion.verdict]
    sentence = prose(criterion.sentence)
    measured = prose(wording.measurements(criterion))
    if criterion.verdict in (Verdict.PASS, Verdict.SKIPPED, Verdict.TODO):
        passed = criterion.verdict is Verdict.PASS
        said = criterion.message if passed else wording.cause(criterion)
        return " – ".join(part for part in (f"{sign} {sentence}", prose(said), measured) if part)
    place = wording.place(question, criterion)
    where = f"`{place.replace('`', '')}`: " if place else ""
    blocks = [f"{sign} **{sentence}**", f"{where}{prose(wording.cause(criterion))}"]
    if criterion.mistake:
        blocks.append(f"> **You did this:** {prose(criterion.mistake.explanation)}")
    for side, value in wording.sides(criterion):
        blocks.append(f"{side}:\n\n{fenced(value)}")
    if criterion.hint:
        blocks.append(f"Hint: {prose(criterion.hint)}")
    return "\n\n".join([*blocks, *([measured] if measured else [])])


def _printed(output: str) -> list[str]:
    lines = wording.clean(output).strip("\n").split("\n")
    if not any(lines):
        return []
    left_out = len(lines) - _PRINTED_LINES
    title = (
        f"It printed ({wording.counted(left_out, 'line')} before these):" if left_out > 0 else "It printed:"
    )
    return [f"{title}\n\n{fenced(chr(10).join(lines[-_PRINTED_LINES:]))}"]
