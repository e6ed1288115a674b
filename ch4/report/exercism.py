"""The report as the `results.json` of an Exercism test runner, version 3: a test for each criterion.

The format is https://exercism.org/docs/building/tooling/test-runners/interface. A question is a task of the
exercise, in the report's order. What waits for another criterion, or cannot be judged here, is left out:
Exercism knows no skipped test.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ch4.report import wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Verdict

_STATUSES = {
    Verdict.PASS: "pass",
    Verdict.NIT: "pass",
    Verdict.FAIL: "fail",
    Verdict.TODO: "fail",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "error",
}
_MESSAGE_CHARACTERS = 60_000  # 65,535 may be stored
_OUTPUT_CHARACTERS = 500
_CUT = "\nOutput was truncated. Please limit to 500 chars"

TestCode = Callable[[str, str], str | None]
"""The code of a criterion's test, by the question's address and the criterion's name; None if not known."""


def render(report: Report, test_code: TestCode = lambda address, name: None) -> str:
    """The report as one JSON document, to be written as UTF-8.

    A report holds no grader's code; where `test_code` has none, the criterion's sentence stands for it.
    """
    tests = [
        _test(question, criterion, task, len(report.questions) > 1, test_code)
        for task, question in enumerate(report.questions, start=1)
        for criterion in _judged(question)
    ]
    status, message = _outcome(report, tests)
    results = {"version": 3, "status": status, "message": message, "tests": tests}
    return msgspec.json.format(msgspec.json.encode(results), indent=2).decode() + "\n"


def _judged(question: QuestionResult) -> list[CriterionResult]:
    return [criterion for criterion in wording.criteria(question) if criterion.verdict in _STATUSES]


def _outcome(report: Report, tests: list[dict[str, object]]) -> tuple[str, str | None]:
    statuses = {test["status"] for test in tests}
    if not statuses:
        return "error", "Nothing could be judged here."
    if statuses == {"error"}:
        wrong = [(question, c) for question in report.questions for c in _judged(question)]
        said = dict.fromkeys(wording.account(*each) for each in wrong)
        return "error", "\n\n".join(said)[:_MESSAGE_CHARACTERS]
    return ("pass" if statuses == {"pass"} else "fail"), None


def _test(
    question: QuestionResult, criterion: CriterionResult, task: int, is_one_of_many: bool, code: TestCode
) -> dict[str, object]:
    sentence = wording.one_line(criterion.sentence)
    is_quiet = criterion.verdict is Verdict.PASS and not criterion.message
    account = wording.account(question, criterion).removeprefix(sentence).strip()
    return {
        "name": f"{wording.one_line(question.label)}: {sentence}" if is_one_of_many else sentence,
        "status": _STATUSES[criterion.verdict],
        "message": None if is_quiet else account[:_MESSAGE_CHARACTERS],
        "output": _output(question.output) or None,
        "test_code": wording.clean(code(question.address, criterion.name) or f"# {sentence}"),
        "task_id": task,
    }


def _output(printed: str) -> str:
    text = wording.clean(printed).strip("\n")
    if len(text) <= _OUTPUT_CHARACTERS:
        return text
    return text[: _OUTPUT_CHARACTERS - len(_CUT)] + _CUT
