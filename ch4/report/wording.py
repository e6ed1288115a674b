"""What every renderer says in the same words: counts, causes, measurements, what to do next.

Everything that an answer had a hand in (output, messages, values) is hostile until `clean` has seen it.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ch4.report.model import CriterionResult, Metric, QuestionResult, Report, Summary, Verdict

SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.PASS: "✓",
        Verdict.NIT: "≈",
        Verdict.FAIL: "✗",
        Verdict.TODO: "·",
        Verdict.ERROR: "!",
        Verdict.TIMEOUT: "!",
        Verdict.SKIPPED: "–",
    }
)

CODE_SPAN = re.compile(r"(`[^`]+`)")
"""`code` in a sentence; split by it, every second part is code."""

DIFFERENT_CELL = re.compile(r"((?<![\w*])\*[^\s*]+\*(?![\w*]))")
"""A cell that differs, as comparisons mark it: `*19*`; split by it, every second part is one."""

CELL = ":cell "
"""Stands between a notebook's path and a cell's number, where an answer is a cell: `ch4.ipynb:cell 5`."""

_CAUSES = {
    Verdict.PASS: "right",
    Verdict.NIT: "right, with a remark",
    Verdict.FAIL: "not so yet",
    Verdict.TODO: "not written yet",
    Verdict.ERROR: "the code raised an error",
    Verdict.TIMEOUT: "the code did not finish in time",
    Verdict.SKIPPED: "could not be checked here",
}

# Terminal sequences first, whole, so that their letters do not stay behind as text; then what no text needs:
# control characters, marks that reverse the writing direction (a known way to make code read as what it is
# not), and what XML 1.0 cannot hold.
_TERMINAL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # titles, links, device strings
    r"|\x1b[ -/]*[0-~]?"
)
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` as printable lines: no terminal sequences, control characters or unpaired surrogates.

    A line with carriage returns (a progress bar) becomes what a terminal would end up showing.
    """
    text = _TERMINAL_SEQUENCE.sub("", text)
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return _HALF_A_PAIR.sub("\N{REPLACEMENT CHARACTER}", _UNPRINTABLE.sub("", text)).expandtabs(4)


def one_line(text: str) -> str:
    """`text`, clean, with every run of white space as one space."""
    return " ".join(clean(text).split())


def points(amount: float) -> str:
    """`1`, `0.5`, `31.25`."""
    return f"{round(amount, 2):g}"


def score(question: QuestionResult | Summary) -> str:
    """`0.5/1`: points won of points to win."""
    return f"{points(question.points)}/{points(question.max_points)}"


def duration(seconds: float) -> str:
    """`0.02 s`, `1.9 s`, `2 min 5 s`."""
    if seconds < 0.95:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def counts(summary: Summary) -> str:
    """`8 questions: 3 pass, 1 nit, 4 todo`; what did not occur is not counted out."""
    amounts = {
        Verdict.PASS: summary.passed,
        Verdict.NIT: summary.nit,
        Verdict.FAIL: summary.fail,
        Verdict.ERROR: summary.error,
        Verdict.TIMEOUT: summary.timeout,
        Verdict.TODO: summary.todo,
        Verdict.SKIPPED: summary.skipped,
    }
    said = ", ".join(f"{amount} {verdict.value}" for verdict, amount in amounts.items() if amount)
    return counted(summary.questions, "question") + (f": {said}" if said else "")


def place(question: QuestionResult, criterion: CriterionResult) -> str:
    """`exercises/q09_tensor_slice.py:12`, or the empty string where no line is known."""
    return f"{one_line(question.file)}:{criterion.line}" if criterion.line else ""


def cause(criterion: CriterionResult) -> str:
    """What came of a criterion, in one line."""
    return one_line(criterion.message) or _CAUSES[criterion.verdict]


def waits(criterion: CriterionResult) -> bool:
    """Whether it was not judged because another criterion came out wrong: of no interest until then."""
    unjudged = criterion.message.startswith(("judged once", "not judged"))
    return criterion.verdict is Verdict.SKIPPED and unjudged


def criteria(question: QuestionResult) -> tuple[CriterionResult, ...]:
    """The question's criteria; one that stands for the whole question where there are none."""
    return question.criteria or (
        CriterionResult(name="answer", sentence=question.title, verdict=question.verdict),
    )


def reasons(question: QuestionResult) -> tuple[str, ...]:
    """Why a question was skipped: each reason once."""
    skipped = (c for c in criteria(question) if c.verdict is Verdict.SKIPPED)
    return tuple(dict.fromkeys(cause(criterion) for criterion in skipped))


def brief(question: QuestionResult) -> str:
    """One line on a question, for a table: its gravest criterion's mistake or cause; what a pass measured."""
    if question.verdict is Verdict.PASS:
        return next((said for said in map(measurements, question.criteria) if said), "")
    gravest = next((c for c in criteria(question) if c.verdict is question.verdict), None)
    if gravest is None:
        return _CAUSES[question.verdict]
    return one_line(gravest.mistake.explanation) if gravest.mistake else cause(gravest)


def account(question: QuestionResult, criterion: CriterionResult) -> str:
    """Everything a report knows about one criterion, as plain lines."""
    message = clean(criterion.message).strip() or cause(criterion)
    parts = [one_line(criterion.sentence), message, place(question, criterion)]
    if criterion.mistake:
        parts.append(f"You did this: {clean(criterion.mistake.explanation)}")
    parts += [f"{side}:\n{value}" for side, value in sides(criterion)]
    if criterion.hint:
        parts.append(f"hint: {clean(criterion.hint)}")
    return "\n".join(part for part in parts if part)


def sides(criterion: CriterionResult) -> tuple[tuple[str, str], ...]:
    """`("expected", …), ("got", …)`, clean, of those that are known."""
    both = (("expected", criterion.expected), ("got", criterion.got))
    return tuple((side, clean(value).strip("\n")) for side, value in both if value is not None)


def measurements(criterion: CriterionResult) -> str:
    """`accuracy 97.4%, 3.2 s, 52,310 images/s`: the numbers and words measured; series are left out."""
    said = (_measurement(one_line(name), value) for name, value in criterion.metrics.items())
    return ", ".join(part for part in said if part)


def _measurement(name: str, value: Metric) -> str:
    label = name.replace("_", " ")
    match value:
        case bool():
            return f"{label} {'yes' if value else 'no'}"
        case None:
            return f"{label} not a number"
        case str():
            return f"{label} {one_line(value)}"
        case int() | float():
            return _number(name, label, value)
        case _:
            return ""


def _number(name: str, label: str, value: float) -> str:
    if not math.isfinite(value):
        return f"{label} {'not a number' if math.isnan(value) else 'infinite'}"
    if label.endswith("accuracy") and 0 <= value <= 1:
        return f"{label} {value:.1%}"
    if name == "seconds":
        return duration(value)
    if name.endswith("_seconds"):
        return f"{label.removesuffix(' seconds')} {duration(value)}"
    if name.endswith("_per_second"):
        return f"{value:,.0f} {label.removesuffix(' per second')}/s"
    return f"{label} {value:,}" if isinstance(value, int) else f"{label} {value:.4g}"


def next_step(report: Report) -> str:
    """What the learner should do now, in one line: mend what was tried before starting what was not."""
    if not report.questions:
        return "nothing was checked"
    tried = _first(report, (Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT))
    if tried:
        return f"mend {one_line(tried.file)}, then: {_again(tried)}"
    untried = _first(report, (Verdict.TODO,))
    if untried:
        return f"write {one_line(untried.file)}, then: {_again(untried)}"
    skipped = [question for question in report.questions if question.verdict is Verdict.SKIPPED]
    # What is answered in words has no file, and lacks nothing.
    if any(question.file for question in skipped):
        return "ch4 doctor says what this machine lacks for the skipped ones"
    if skipped and len(skipped) == len(report.questions):
        return f"ch4 quiz {one_line(skipped[0].label)}"
    return "ch4 next says what comes now"


def _again(question: QuestionResult) -> str:
    notebook, cell, _ = one_line(question.file).partition(CELL)
    return f"ch4 check {shlex.quote(notebook) + ' ' if cell else ''}{one_line(question.label)}"


def hint_pointer(question: QuestionResult) -> str:
    """`stuck? ch4 hint question 9`."""
    return f"stuck? ch4 hint {one_line(question.label)}"


def _first(report: Report, verdicts: Iterable[Verdict]) -> QuestionResult | None:
    wanted = tuple(verdicts)
    return next((question for question in report.questions if question.verdict in wanted), None)
