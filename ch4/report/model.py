"""What a check found, as frozen plain data: `Report` → `QuestionResult` → `CriterionResult`."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec

SCHEMA: Final = "ch4.report/1"

Metric = bool | int | float | str | Sequence[float | Sequence[float | None] | None] | None
"""A number, a word, or a series: values, or `[x, y]` points. JSON has no NaN: one is written as null."""

_Amount = Annotated[float, msgspec.Meta(ge=0)]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class Verdict(StrEnum):
    """How a question, or one criterion of it, came out."""

    PASS = "pass"
    NIT = "nit"  # right, with a remark: full points
    FAIL = "fail"
    TODO = "todo"  # the stub still raises NotImplementedError
    ERROR = "error"  # the code raised, died, or does not import
    TIMEOUT = "timeout"
    SKIPPED = "skipped"  # needs what this machine lacks, or waits for another criterion

    @property
    def is_right(self) -> bool:
        return self in (Verdict.PASS, Verdict.NIT)

    @property
    def satisfies(self) -> bool:
        """Whether a question with this verdict lets `ch4 check` exit with 0."""
        return self.is_right or self is Verdict.SKIPPED


class MistakeNote(msgspec.Struct, frozen=True):
    """A known mistake that the answer makes: its name in the grader, and its explanation."""

    name: str
    explanation: str


class CriterionResult(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion's outcome.

    `sentence` is the promise that was tested, `message` what came of it. `expected` and `got` are short
    texts: a tensor is a grid, one row a line, and cells that differ stand between asterisks (`*19*`).
    `line` is a line of the answer's file. `metrics` carries what was measured.
    """

    name: str
    sentence: str
    verdict: Verdict
    message: str = ""
    expected: str | None = None
    got: str | None = None
    line: Annotated[int, msgspec.Meta(ge=1)] | None = None
    mistake: MistakeNote | None = None
    hint: str | None = None
    metrics: dict[str, Metric] = {}


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    """One question's outcome; `seconds` is wall time, `output` what the answer printed (bounded)."""

    address: str
    label: str
    title: str
    section: str
    file: str
    verdict: Verdict
    points: _Amount
    max_points: _Amount
    seconds: _Amount
    output: str = ""
    criteria: tuple[CriterionResult, ...] = ()


class Summary(
    msgspec.Struct, frozen=True, kw_only=True, rename={"passed": "pass"}
):  # `pass` is a keyword in Python
    """How many questions came out how, and their points."""

    questions: _Count
    passed: _Count
    nit: _Count
    fail: _Count
    todo: _Count
    error: _Count
    timeout: _Count
    skipped: _Count
    points: _Amount
    max_points: _Amount


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one learner's answers. `started` is RFC 3339, `seconds` wall time."""

    schema: Literal["ch4.report/1"] = SCHEMA
    version: str
    course: str
    learner: str | None
    device: str
    seed: int
    started: Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
    seconds: _Amount
    summary: Summary
    questions: tuple[QuestionResult, ...]

    @property
    def is_satisfied(self) -> bool:
        """Whether every checked question passed, passed with a remark, or could not be asked here."""
        return all(question.verdict.satisfies for question in self.questions)


def question_verdict(criteria: Iterable[Verdict]) -> Verdict:
    """The verdict of a question from those of its criteria: the gravest one.

    (pass, nit)            → nit
    (pass, fail, skipped)  → fail
    (skipped, skipped)     → skipped
    (pass, skipped)        → pass
    """
    gravest = (Verdict.TIMEOUT, Verdict.ERROR, Verdict.FAIL, Verdict.TODO, Verdict.NIT, Verdict.PASS)
    present = set(criteria)
    return next((verdict for verdict in gravest if verdict in present), Verdict.SKIPPED)


def summarize(questions: Sequence[QuestionResult]) -> Summary:
    """Counts and points; a skipped question has no points to win, so `max_points` leaves it out."""
    counts = Counter(question.verdict for question in questions)
    return Summary(
        questions=len(questions),
        passed=counts[Verdict.PASS],
        nit=counts[Verdict.NIT],
        fail=counts[Verdict.FAIL],
        todo=counts[Verdict.TODO],
        error=counts[Verdict.ERROR],
        timeout=counts[Verdict.TIMEOUT],
        skipped=counts[Verdict.SKIPPED],
        points=round(sum(question.points for question in questions), 4),
        max_points=round(sum(question.max_points for question in questions), 4),
    )


def to_json(report: Report) -> bytes:
    """The report as `ch4.report/1`, UTF-8, indented."""
    try:
        data = msgspec.json.encode(report)
    except UnicodeEncodeError:
        # An answer may print or return half of a surrogate pair, which UTF-8 cannot carry.
        data = msgspec.json.encode(_well_formed(msgspec.to_builtins(report)))
    return msgspec.json.format(data, indent=2)


def from_json(data: bytes) -> Report:
    """The report that `to_json` wrote. Raises `msgspec.ValidationError` on anything else."""
    return msgspec.json.decode(data, type=Report)


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `ch4.report/1`.

    Every field of a written report is there, so every field is required. Fields that this version does
    not know are allowed: a later version may add some, and old readers should go on reading.
    """
    (root,), definitions = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    for definition in definitions.values():
        # Python 3.13 takes a docstring's indentation away and earlier ones keep it; the schema must not vary.
        definition["description"] = inspect.cleandoc(definition["description"])
        if "properties" in definition:
            definition["required"] = list(definition["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **root,
        "$defs": definitions,
    }


def _well_formed(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_well_formed(key): _well_formed(item) for key, item in value.items()}
        case list() | tuple():
            return [_well_formed(item) for item in value]
        case _:
            return value
