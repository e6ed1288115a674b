"""Results of questions that no worker ever saw, and how to tell them in a report.

unjudged(question, "q01_double.py", Why.MISSING, "nothing was handed in for it")
told(result, Why.MISSING)       → that sentence; "" for any other result
"""

from __future__ import annotations

from enum import StrEnum

from ch4.course import Question
from ch4.report import CriterionResult, QuestionResult, Report, Verdict


class Why(StrEnum):
    """The name of the one criterion that such a result has."""

    MISSING = "handed_in"
    UNREADABLE = "readable"
    NO_SUBMISSION = "submission"
    FAULT = "judged"


_SENTENCES = {
    Why.MISSING: "There is an answer.",
    Why.UNREADABLE: "The answer can be read.",
    Why.NO_SUBMISSION: "There is a submission that can be read.",
    Why.FAULT: "The answer could be judged.",
}


def unjudged(question: Question, file: str, why: Why, message: str) -> QuestionResult:
    """No points; and none to win where it is not the learner's fault."""
    verdict = Verdict.SKIPPED if why is Why.FAULT else Verdict.ERROR
    return QuestionResult(
        address=question.address,
        label=question.label,
        title=question.title,
        section=question.section,
        file=file,
        verdict=verdict,
        points=0.0,
        max_points=0.0 if why is Why.FAULT else question.points,
        seconds=0.0,
        criteria=(
            CriterionResult(name=why.value, sentence=_SENTENCES[why], verdict=verdict, message=message),
        ),
    )


def told(result: QuestionResult, why: Why) -> str:
    """What such a result says, if it is one."""
    return next(
        (
            criterion.message
            for criterion in result.criteria
            if criterion.name == why and criterion.sentence == _SENTENCES[why]
        ),
        "",
    )


def was_judged(report: Report) -> bool:
    return any(
        result.verdict is not Verdict.SKIPPED and not any(told(result, why) for why in Why)
        for result in report.questions
    )
