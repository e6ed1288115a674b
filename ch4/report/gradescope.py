"""The report as Gradescope's `results.json`: a test for each question, with its points.

The format is https://gradescope-autograders.readthedocs.io/en/latest/specs/. Its `md` output is Markdown.
"""

from __future__ import annotations

import math

import msgspec

from ch4.report import markdown, wording
from ch4.report.model import QuestionResult, Report, Verdict

_RANKED = "accuracy"
"""What a leaderboard shows: the last of the questions that measured it says how good the learner's best model
is, in any course."""

_OUTPUT_CHARACTERS = 50_000


def render(report: Report) -> str:
    """The report as one JSON document, to be written as UTF-8."""
    results = {
        "score": report.summary.points,
        "execution_time": report.seconds,
        "output": _overview(report),
        "output_format": "md",
        "test_output_format": "md",
        "test_name_format": "text",
        "visibility": "visible",
        # What the autograder's own programs say is for the instructor.
        "stdout_visibility": "hidden",
        "extra_data": {"version": report.version, "seed": report.seed},
        "tests": [_test(question) for question in report.questions],
        "leaderboard": [{"name": _RANKED, "value": value} for value in _accuracies(report)[-1:]],
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2).decode() + "\n"


def _overview(report: Report) -> str:
    figures = f"{wording.counts(report.summary)}, {wording.score(report.summary)} points"
    return markdown.prose(f"{figures}, in {wording.duration(report.seconds)} on {report.device}")


def _test(question: QuestionResult) -> dict[str, object]:
    output = markdown.criteria(question)
    if len(output) > _OUTPUT_CHARACTERS:
        output = markdown.prose(wording.brief(question))[:_OUTPUT_CHARACTERS]
    test = {
        "name": wording.one_line(f"{question.label}: {question.title}"),
        "name_format": "text",
        "number": wording.one_line(question.address),
        "score": question.points,
        "max_score": question.max_points,
        "status": "passed" if question.verdict.is_right else "failed",
        "output": output,
        "output_format": "md",
        "visibility": "visible",
    }
    if question.verdict is Verdict.SKIPPED:
        del test["status"]  # neither: nothing could be won or lost
    return test


def _accuracies(report: Report) -> list[float]:
    measured = (c.metrics.get(_RANKED) for question in report.questions for c in question.criteria)
    numbers = (value for value in measured if isinstance(value, float) and math.isfinite(value))
    return [round(value, 6) for value in numbers]
