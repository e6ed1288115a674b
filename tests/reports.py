"""Small reports for tests of what is made of them.

report(question(criterion("fail", message="2 of 4 cells differ")))
EVERY_VERDICT              a question of each
everything_hostile(text)   `text` wherever an answer or an author can put some
"""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from ch4.report import (
    CriterionResult,
    MistakeNote,
    QuestionResult,
    Report,
    Verdict,
    question_verdict,
    summarize,
)

# Any character, half surrogate pairs too, and often those that mean something to one format or another.
ANY_TEXT = st.text(st.characters() | st.sampled_from("`|*_[]()<>&#\\\n\r\t\x1b\x00!~$-+1. :%,"), max_size=60)
HOSTILE = (
    "\x1b[31mred\x1b[0m [bold]b[/bold] \x00\x07 <script>x</script> | a | `b` \u202egnp \ud800 "
    "100%\r\n::error::x"
)


def criterion(verdict: str = "fail", **fields: object) -> CriterionResult:
    plain = CriterionResult(
        name="takes_the_corner", sentence="The block is the corner.", verdict=Verdict(verdict)
    )
    return replace(plain, **fields)


def question(*criteria: CriterionResult, **fields: object) -> QuestionResult:
    verdict = question_verdict(c.verdict for c in criteria) if criteria else Verdict.PASS
    plain = QuestionResult(
        address="q09",
        label="question 9",
        title="A corner of a tensor",
        section="Arrays and tensors",
        file="exercises/q09_tensor_slice.py",
        verdict=verdict,
        points=1.0 if verdict.is_right else 0.0,
        max_points=1.0,
        seconds=0.02,
        criteria=criteria,
    )
    return replace(plain, **fields)


def report(*questions: QuestionResult, **fields: object) -> Report:
    plain = Report(
        version="0.1.0",
        course="ch4",
        learner=None,
        device="cpu",
        seed=0,
        started="2025-06-01T10:00:00+02:00",
        seconds=1.9,
        summary=summarize(questions),
        questions=questions,
    )
    return replace(plain, **fields)


GRID = criterion(
    message="2 of 4 cells differ",
    expected="10  12\n16  18",
    got="10  *11*\n16  *19*",
    line=12,
    mistake=MistakeNote("rows_then_rows", "`t[-2:][-2:]` slices the rows twice."),
    hint="one pair of brackets takes an index for each axis",
)
EVERY_VERDICT = report(
    question(criterion("pass", message="97.4% of 2,000 digits")),
    question(criterion("pass"), criterion("nit", message="A loop works, but slowly.")),
    question(criterion("pass"), GRID, output="tensor([1])\n"),
    question(criterion("timeout", message="10 s were not enough", line=7)),
    question(criterion("error", message="NameError: name 'lenght' is not defined", line=4)),
    question(criterion("todo")),
    question(criterion("skipped", message="needs a CUDA GPU")),
    question(),
)


def everything_hostile(text: str) -> Report:
    """A report with `text` wherever an answer or an author can put some."""
    criteria = [
        criterion(
            verdict,
            name=text,
            sentence=text,
            message=text,
            expected=text,
            got=text,
            hint=text,
            line=3,
            mistake=MistakeNote(text, text),
            metrics={text: text, "loss": float("nan"), "curve": [[0.0, 1.0]]},
        )
        for verdict in Verdict
    ]
    by_verdict = [question(c, title=text, label=text, file=text, section=text, output=text) for c in criteria]
    return report(*by_verdict, question(*criteria), course=text, learner=text, device=text, started=text)
