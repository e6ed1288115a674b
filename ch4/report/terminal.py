"""The report at a terminal: one line a question, and all that helps to mend what is not right yet.

print_question(question, console)     as soon as it is checked
print_summary(report, console)        at the end
print_report(report, console)         both
render(report, width=80)              the same as a string
render_question(question)             and for one question

Nothing is said by colour alone, and nothing here is markup: all text goes through `Page.text`, which
cleans it and keeps it within what the console's encoding can carry.
"""

from __future__ import annotations

import io
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from ch4.report import wording
from ch4.report.model import CriterionResult, QuestionResult, Report, Verdict
from ch4.report.page import STYLES, Page

_SIDE_STYLES = {"expected": "bold green", "got": "bold red"}
# An exception or a value of an answer can be of any length; a screen is not.
_MESSAGE_LINES = 20
_LINES_OF_A_ROW = 6
_ROWS = 12
_PRINTED_LINES = 6
_WORTH_SAYING_SECONDS = 1.0


def print_question(question: QuestionResult, console: Console) -> None:
    """Print one question's result: a line, and below it what there is to mend or to know."""
    page = Page(console)
    _put([*_headline(question, page), *_body(question, page)], console)


def print_summary(report: Report, console: Console) -> None:
    """Print the end of a check: how many came out how, points, time, and what to do now."""
    page = Page(console)
    summary = report.summary
    figures = [
        page.text(wording.counts(summary), "bold"),
        page.text(f"{wording.score(summary)} points", "bold"),
        page.text(f"{wording.duration(report.seconds)} on {wording.one_line(report.device)}", "dim"),
    ]
    step = page.text("next: ", "bold").append_text(page.text(wording.next_step(report)))
    _put([Text(), *page.wrapped(Text("   ").join(figures)), *page.wrapped(step)], console)


def print_report(report: Report, console: Console) -> None:
    """Print every question's result, and the summary."""
    for question in report.questions:
        print_question(question, console)
    print_summary(report, console)


def render(report: Report, *, width: int = 80, color: bool = False) -> str:
    """What `print_report` prints on a UTF-8 terminal of that width; whatever the environment says."""
    console, out = _paper(width, color)
    print_report(report, console)
    return out.getvalue()


def render_question(question: QuestionResult, *, width: int = 80, color: bool = False) -> str:
    """The same of `print_question`."""
    console, out = _paper(width, color)
    print_question(question, console)
    return out.getvalue()


def _paper(width: int, color: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        force_jupyter=False,
        legacy_windows=False,
        _environ={},
    )
    return console, out


def _put(lines: list[Text], console: Console) -> None:
    # The lines are broken already; a second wrapping by the console would cut what is exactly full.
    console.print(Text("\n").join(lines), soft_wrap=True)


def _headline(question: QuestionResult, page: Page) -> list[Text]:
    verdict = question.verdict
    quiet = "dim" if verdict is Verdict.TODO else ""
    score = "" if verdict is Verdict.SKIPPED else wording.score(question)
    title = page.text(wording.one_line(question.title), quiet or "bold")
    if question.seconds >= _WORTH_SAYING_SECONDS:
        title.append_text(page.text(f"  {wording.duration(question.seconds)}", "dim"))
    lead = Text(" ").join(
        [
            page.sign(verdict),
            Text(f"{verdict.value:<7}", STYLES[verdict]),
            page.text(f"{score:<5}", quiet),
            page.text(f"{wording.one_line(question.label):<11}", quiet),
        ]
    )
    return page.wrapped(title, lead=lead)


def _body(question: QuestionResult, page: Page) -> list[Text]:
    match question.verdict:
        case Verdict.TODO:
            return []
        case Verdict.SKIPPED:
            return [
                line
                for reason in wording.reasons(question)
                for line in page.wrapped(page.text(reason, "dim"), indent=2)
            ]
        case Verdict.PASS | Verdict.NIT:
            return [line for criterion in question.criteria for line in _remark(criterion, page)]
        case _:
            return [*_what_to_mend(question, page), Text()]


def _remark(criterion: CriterionResult, page: Page) -> list[Text]:
    """What a criterion of a right answer has to say, if anything."""
    body = _with_measurements(page.text(wording.one_line(criterion.message)), criterion, page)
    if criterion.verdict is Verdict.NIT:
        lead = page.sign(Verdict.NIT)
        sentence = page.wrapped(page.text(wording.one_line(criterion.sentence)), indent=2, lead=lead)
        parts = [body, *([_mistake(criterion, page)] if criterion.mistake else [])]
        return [*sentence, *(line for part in parts if part for line in page.wrapped(part, indent=4))]
    if criterion.verdict is Verdict.SKIPPED:
        return _one_liner(criterion, page)
    return page.wrapped(body, indent=2) if body else []


def _what_to_mend(question: QuestionResult, page: Page) -> list[Text]:
    lines: list[Text] = []
    told: set[str] = set()
    waiting = sum(1 for criterion in question.criteria if wording.waits(criterion))
    for criterion in wording.criteria(question):
        if wording.waits(criterion):
            continue
        if criterion.verdict in (Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT):
            lines += _failure(criterion, question, page, told)
        elif criterion.verdict is Verdict.NIT:
            lines += _remark(criterion, page)
        else:
            lines += _one_liner(criterion, page)
    if waiting:
        more = "one more criterion waits" if waiting == 1 else f"{waiting} more criteria wait"
        more += " until this is mended"
        lines += page.wrapped(page.text(more, "dim"), indent=2, lead=page.sign(Verdict.SKIPPED))
    lines += _printed(question.output, page)
    lines += page.wrapped(page.text(wording.hint_pointer(question), "italic"), indent=2)
    return lines


def _one_liner(criterion: CriterionResult, page: Page) -> list[Text]:
    """A criterion that needs no attention: passed, or not asked."""
    passed = criterion.verdict is Verdict.PASS
    said = wording.one_line(criterion.message) if passed else wording.cause(criterion)
    body = page.text(wording.one_line(criterion.sentence), "" if passed else "dim")
    body.append_text(page.text(f"  {said}" if said else "", "dim"))
    return page.wrapped(
        _with_measurements(body, criterion, page), indent=2, lead=page.sign(criterion.verdict)
    )


def _failure(criterion: CriterionResult, question: QuestionResult, page: Page, told: set[str]) -> list[Text]:
    sentence = page.text(wording.one_line(criterion.sentence), "bold")
    lines = page.wrapped(sentence, indent=2, lead=page.sign(criterion.verdict))
    # One slip (a name misspelt, a wrong return) often fails every criterion in the same way: say it once.
    said = wording.account(question, criterion).removeprefix(wording.one_line(criterion.sentence))
    if criterion.message and said in told:
        return [*lines, *page.wrapped(page.text("as above", "dim"), indent=4)]
    told.add(said)
    place = wording.place(question, criterion)
    message = wording.clean(criterion.message).strip() or wording.cause(criterion)
    where = page.text(f"{place}: ", "cyan") if place else Text()
    lines += _at_most(_MESSAGE_LINES, page.wrapped(where.append_text(page.text(message)), indent=4), page)
    lines += _compared(criterion, page, indent=6)
    if criterion.mistake:
        lines += page.wrapped(_mistake(criterion, page), indent=4)
    if criterion.hint:
        lines += page.wrapped(page.text(f"hint: {wording.one_line(criterion.hint)}", "italic"), indent=4)
    measured = _with_measurements(Text(), criterion, page)
    return lines + (page.wrapped(measured, indent=4) if measured else [])


def _mistake(criterion: CriterionResult, page: Page) -> Text:
    explanation = wording.one_line(criterion.mistake.explanation) if criterion.mistake else ""
    return page.text("You did this: ", "bold yellow").append_text(page.text(explanation))


def _with_measurements(body: Text, criterion: CriterionResult, page: Page) -> Text:
    measured = wording.measurements(criterion)
    gap = "  " if body else ""
    return body.append_text(page.text(gap + measured, "cyan")) if measured else body


def _compared(criterion: CriterionResult, page: Page, indent: int) -> list[Text]:
    """`expected` and `got` side by side; one below the other where that does not fit."""
    blocks = _blocks(criterion, page)
    widths = [max((len(side), *(line.cell_len for line in lines))) for side, lines in blocks]
    if len(blocks) == 2 and indent + sum(widths) + 3 <= page.width:
        return _side_by_side(blocks[0], blocks[1], widths, page, indent)
    lines: list[Text] = []
    for side, rows in blocks:
        lines += page.wrapped(page.text(side, "dim"), indent=indent)
        for row in rows:
            # A grid's row is cut rather than broken, but never so that a difference is out of sight.
            cut = len(rows) > 1 and not wording.DIFFERENT_CELL.search(row.plain, page.width - indent - 12)
            whole = page.wrapped(row, indent=indent + 2)
            lines += [page.cut(row, indent=indent + 2)] if cut else _at_most(_LINES_OF_A_ROW, whole, page)
    return lines


def _side_by_side(
    one: tuple[str, list[Text]], other: tuple[str, list[Text]], widths: list[int], page: Page, indent: int
) -> list[Text]:
    (left, rows), (right, other_rows) = one, other
    rule = page.dash * (widths[0] + 1) + page.cross + page.dash * (widths[1] + 1)
    pairs = zip_longest(rows, other_rows, fillvalue=Text())
    return [
        _row(page.text(left, "dim"), page.text(right, "dim"), widths[0], page.bar, indent),
        Text(" " * indent + rule, "dim"),
        *(_row(a, b, widths[0], page.bar, indent) for a, b in pairs),
    ]


def _row(left: Text, right: Text, width: int, bar: str, indent: int) -> Text:
    line = Text(" " * indent) + left + Text(" " * (width - left.cell_len)) + Text(f" {bar} ", "dim") + right
    line.rstrip()
    return line


def _blocks(criterion: CriterionResult, page: Page) -> list[tuple[str, list[Text]]]:
    """The rows to show of each side, the same of both: of a long grid, those from the first difference."""
    sides = [(side, value.split("\n")) for side, value in wording.sides(criterion)]
    different = [at for _, rows in sides for at, row in enumerate(rows) if wording.DIFFERENT_CELL.search(row)]
    first = min(different, default=0)
    start = 0 if first < _ROWS else first - 1
    return [(side, _grid(side, rows, start, page)) for side, rows in sides]


def _grid(side: str, rows: list[str], start: int, page: Page) -> list[Text]:
    shown = [page.text(row) for row in rows[start : start + _ROWS]]
    for row in shown:
        # The asterisks stay, for eyes and pipes without colour.
        row.highlight_regex(wording.DIFFERENT_CELL, f"{_SIDE_STYLES[side]} underline")
    above = (
        [page.text(f"{page.more} {wording.counted(min(start, len(rows)), 'row')}", "dim")] if start else []
    )
    left = len(rows) - start - len(shown)
    below = [page.text(f"{page.more} {wording.counted(left, 'more row')}", "dim")] if left > 0 else []
    return [*above, *shown, *below]


def _at_most(count: int, lines: list[Text], page: Page) -> list[Text]:
    if len(lines) <= count:
        return lines
    return [
        *lines[:count],
        *page.wrapped(
            page.text(f"{page.more} {wording.counted(len(lines) - count, 'more line')}", "dim"), indent=4
        ),
    ]


def _printed(output: str, page: Page) -> list[Text]:
    """The last lines of what the answer printed."""
    lines = wording.clean(output).strip("\n").split("\n")
    if not any(line.strip() for line in lines):
        return []
    left_out = len(lines) - _PRINTED_LINES
    title = (
        f"it printed ({wording.counted(left_out, 'line')} before these):" if left_out > 0 else "it printed:"
    )
    block = [page.text(f"  {title}", "dim")]
    for raw in lines[-_PRINTED_LINES:]:
        block.append(page.cut(page.text(f"{page.bar} {raw}".rstrip(), "dim"), indent=2))
    return block
