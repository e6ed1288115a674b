"""The mark of an answer in words, as notebooks and consoles of IPython display an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ch4.course import Question
from ch4.report import Verdict, wording
from ch4.report.shown import Printer

if TYPE_CHECKING:
    from ch4.quizzing.mark import Mark
    from ch4.report.html import Remark

_AS = {"right": Verdict.PASS, "nit": Verdict.NIT, "wrong": Verdict.FAIL, "review": Verdict.SKIPPED}
_WORDS = {"right": "right", "nit": "right, with a remark", "wrong": "wrong", "review": "not sure"}
_OWN_VERDICT = "Compare the two. To keep your own verdict, add it to the first line, and run the cell again:"


@dataclass(frozen=True, repr=False)
class ShownMark:
    """`own` is the learner's verdict, where that counts and not the mark's."""

    mark: Mark
    question: Question
    own: str = ""

    @property
    def verdict(self) -> str:
        return self.own or self.mark.verdict

    def __repr__(self) -> str:
        sign = wording.SIGNS[_AS[self.verdict]]
        lines = [f"{sign} {self._word}  {self.question.label}  {wording.one_line(self.question.title)}"]
        lines += [f"  {lead + ' ' if lead else ''}{wording.one_line(text)}" for _, lead, text in self._said()]
        if self._shows_model:
            lines += ["  model answer:", *(f"    {line}" for line in self._model.splitlines())]
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:
        printer.text(repr(self))

    def _repr_html_(self) -> str:
        from ch4.report import html

        remarks: list[Remark] = [html.Remark(kind, text, lead) for kind, lead, text in self._said()]
        return html.card(
            html.Card(
                label=self.question.label,
                title=self.question.title,
                verdict=_AS[self.verdict],
                word=self._word,
                remarks=tuple(remarks),
                folded_name="model answer",
                folded=self._model,
                is_open=self._shows_model,
            )
        )

    @property
    def _word(self) -> str:
        return f"{_WORDS[self.verdict]}, as you say" if self.own else _WORDS[self.verdict]

    @property
    def _model(self) -> str:
        return wording.clean(self.mark.model_answer).strip()

    @property
    def _shows_model(self) -> bool:
        return self.mark.verdict != "right"

    def _said(self) -> list[tuple[str, str, str]]:
        """Kind, lead and text of each remark."""
        mark, said = self.mark, []
        if mark.mistake:
            said.append(("mistake", "", mark.mistake.explanation))
        if mark.explanation and not (mark.mistake and mark.explanation == mark.mistake.explanation):
            said.append(("message", "", mark.explanation[:1].upper() + mark.explanation[1:]))
        said += [("message", "Add:", text) for text in mark.missing if text not in mark.explanation]
        if mark.verdict == "review" and not self.own:
            said.append(
                ("hint", _OWN_VERDICT, f"`%%quiz {self.question.label} --mine right`, `nit` or `wrong`")
            )
        return said
