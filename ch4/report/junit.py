"""The report as JUnit XML: a suite for each question, a case for each criterion.

Valid for both schemas in common use, the one of Ant's JUnitReport and the one of Jenkins' xUnit plugin:
where one is stricter (the order of elements, `timestamp` without a zone), it is obeyed. Neither lets a passed
case speak, so remarks and measurements are properties of the suite, `remark.<criterion>` and `metric.…`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from ch4.report import wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Verdict

# `ch4 check` is not satisfied by an unwritten answer, so a CI job must not be either.
_FAILURES = (Verdict.FAIL, Verdict.TODO)
_ERRORS = (Verdict.ERROR, Verdict.TIMEOUT)


def render(report: Report) -> str:
    """The report as one XML document, to be written as UTF-8."""
    suites = ET.Element("testsuites")
    for number, question in enumerate(report.questions):
        suites.append(_suite(report, question, number))
    ET.indent(suites)
    # ElementTree's own declaration would name the locale's encoding.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _suite(report: Report, question: QuestionResult, number: int) -> ET.Element:
    criteria = wording.criteria(question)
    suite = ET.Element(
        "testsuite",
        {
            "name": _name(f"{question.label}: {question.title}"),
            "package": _name(report.course),
            "id": str(number),
            "timestamp": _timestamp(report.started),
            "hostname": "localhost",
            "tests": str(len(criteria)),
            "failures": str(sum(c.verdict in _FAILURES for c in criteria)),
            "errors": str(sum(c.verdict in _ERRORS for c in criteria)),
            "skipped": str(sum(c.verdict is Verdict.SKIPPED for c in criteria)),
            "time": _time(question.seconds),
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report, question):
        ET.SubElement(properties, "property", {"name": _name(name), "value": value})
    for criterion in criteria:
        suite.append(_case(report, question, criterion))
    ET.SubElement(suite, "system-out").text = wording.clean(question.output)
    ET.SubElement(suite, "system-err")
    return suite


def _properties(report: Report, question: QuestionResult) -> Iterator[tuple[str, str]]:
    yield "verdict", question.verdict.value
    yield "points", wording.points(question.points)
    yield "max_points", wording.points(question.max_points)
    yield "device", wording.one_line(report.device)
    yield "seed", str(report.seed)
    for criterion in wording.criteria(question):
        if criterion.verdict is Verdict.NIT:
            yield f"remark.{criterion.name}", wording.cause(criterion)
        for name, value in criterion.metrics.items():
            if isinstance(value, bool | int | float | str):
                yield f"metric.{criterion.name}.{name}", wording.one_line(str(value))


def _case(report: Report, question: QuestionResult, criterion: CriterionResult) -> ET.Element:
    seconds = criterion.metrics.get("seconds")
    case = ET.Element(
        "testcase",
        {
            "name": _name(criterion.name),
            "classname": _name(f"{report.course}.{question.address}"),
            "time": _time(seconds if isinstance(seconds, int | float) else 0.0),
        },
    )
    message = f"{wording.one_line(criterion.sentence)} {wording.cause(criterion)}".strip()
    if criterion.verdict in (*_FAILURES, *_ERRORS):
        kind = "failure" if criterion.verdict in _FAILURES else "error"
        # The type groups like failures in a dashboard: the mistake's name where one was recognized.
        sort = wording.one_line(criterion.mistake.name) if criterion.mistake else criterion.verdict.value
        outcome = ET.SubElement(case, kind, {"message": message, "type": sort})
        outcome.text = wording.account(question, criterion)
    elif criterion.verdict is Verdict.SKIPPED:
        ET.SubElement(case, "skipped", {"message": message})
    return case


def _name(text: str) -> str:
    return wording.one_line(text) or "-"


def _time(seconds: float) -> str:
    return f"{seconds if math.isfinite(seconds) and seconds > 0 else 0:.3f}"


def _timestamp(started: str) -> str:
    """RFC 3339 as the schemas want it: in UTC, without saying so, in whole seconds."""
    try:
        moment = datetime.fromisoformat(started)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return "1970-01-01T00:00:00"
