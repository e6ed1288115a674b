"""The report for GitHub Actions: annotations at the learner's lines, and a summary of the step.

annotations(report)    → workflow commands, to be printed: `::error file=…,line=…,title=…::message`
step_summary(report)   → Markdown, to be added to the file that $GITHUB_STEP_SUMMARY names
"""

# No `from __future__ import annotations` here: it would take the name of the function.
from ch4.report import markdown, wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Verdict

_LEVELS = {
    Verdict.FAIL: "error",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "error",
    Verdict.NIT: "warning",
    Verdict.TODO: "notice",
}

# GitHub refuses a summary of more than 1 MiB, and cuts the message of an annotation after some 4,000 bytes.
_SUMMARY_BYTES = 1_000_000
_MESSAGE_CHARACTERS = 3_000


def annotations(report: Report) -> str:
    """One line for each criterion that is not right, and for each remark; nothing where all is well."""
    lines = [
        _annotation(question, criterion)
        for question in report.questions
        for criterion in _worth_saying(question)
    ]
    return "".join(f"{line}\n" for line in lines)


def step_summary(report: Report) -> str:
    """The table of all questions, and under it, folded, what to mend."""
    table = markdown.overview(report)
    details = markdown.details(report)
    if not details:
        return table
    whole = f"{table}\n<details><summary>What to mend</summary>\n\n{details}\n</details>\n"
    return whole if len(whole.encode()) <= _SUMMARY_BYTES else table


def _worth_saying(question: QuestionResult) -> list[CriterionResult]:
    criteria = [criterion for criterion in wording.criteria(question) if criterion.verdict in _LEVELS]
    # A stub fails all its criteria in the same way; one notice for it is enough.
    return criteria[:1] if question.verdict is Verdict.TODO else criteria


def _annotation(question: QuestionResult, criterion: CriterionResult) -> str:
    # GitHub knows lines of a notebook's file, and not those of its cells.
    file, is_cell, _ = wording.one_line(question.file).partition(wording.CELL)
    properties = {
        "file": file,
        "line": str(criterion.line) if criterion.line and not is_cell else "",
        "title": wording.one_line(f"{question.label}: {question.title}"),
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    message = wording.account(question, criterion)
    if len(message) > _MESSAGE_CHARACTERS:
        message = f"{message[:_MESSAGE_CHARACTERS]}\n…"
    return f"::{_LEVELS[criterion.verdict]} {said}::{_data(message)}"


def _data(text: str) -> str:
    # The percent sign first: it begins the other escapes.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
