"""The report as an object that a notebook shows: HTML where that can be shown, else what a terminal shows.

    shown = ch4.check("question 9")
    shown                               the report
    shown.points, shown.is_satisfied    for a program

Renderers are imported when they are needed: `import ch4` must stay light.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ch4.report.model import Report, Verdict, question_verdict


class Printer(Protocol):
    """What is used of IPython's pretty printer."""

    def text(self, text: str) -> None: ...


@dataclass(frozen=True, repr=False)
class Shown:
    """One check's report, as notebooks and consoles of IPython display an object."""

    report: Report

    @property
    def verdict(self) -> Verdict:
        """That of the question; of several questions, the gravest."""
        return question_verdict(question.verdict for question in self.report.questions)

    @property
    def points(self) -> float:
        return self.report.summary.points

    @property
    def is_satisfied(self) -> bool:
        """Whether every checked question passed, or could not be asked here."""
        return self.report.is_satisfied

    def __repr__(self) -> str:
        from ch4.report import terminal

        if not self.report.questions:
            return 'Everything has passed. ch4.check("all") checks it once more.'
        if len(self.report.questions) > 1:
            return terminal.render(self.report).rstrip()
        # A summary of one question would say it all once more.
        return terminal.render_question(self.report.questions[0]).rstrip()

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:
        printer.text(repr(self))

    def _repr_html_(self) -> str | None:
        from ch4.report import html

        return html.fragment(self.report) if self.report.questions else None  # then the text is shown
