"""The report: the frozen, plain-data result of one check. Every output format renders it.

to_json(report)   → bytes, `ch4.report/1`
from_json(bytes)  → Report
schema()          → the JSON Schema (2020-12) of that format, as `schema.json` beside this file holds it

The other formats are a module each, imported by who writes them: `terminal`, `junit`, `github`, `markdown`,
`html`, `gradescope`, `exercism`.
"""

from __future__ import annotations

from ch4.report.model import (
    SCHEMA,
    CriterionResult,
    Metric,
    MistakeNote,
    QuestionResult,
    Report,
    Summary,
    Verdict,
    from_json,
    question_verdict,
    schema,
    summarize,
    to_json,
)

__all__ = [
    "SCHEMA",
    "CriterionResult",
    "Metric",
    "MistakeNote",
    "QuestionResult",
    "Report",
    "Summary",
    "Verdict",
    "from_json",
    "question_verdict",
    "schema",
    "summarize",
    "to_json",
]
