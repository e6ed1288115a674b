"""Marking closed items: choices, orders, pairs, numbers and code.

    mark_closed(item, 2)                       the third choice, as it stands in the item
    mark_closed(item, frozenset({0, 3}))       several choices
    mark_closed(item, (False, 1))              false, for the second reason
    mark_closed(item, (2, 0, 1))               the steps, or the right sides, in this order
    mark_closed(item, "23,581")                a number, an output, a line, a completion

A completion is run where it is neither the one in the item nor a known wrong one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from ch4.quizzing.items import (
    Bug,
    Choice,
    ClosedItem,
    Complete,
    Match,
    Multiple,
    Number,
    Order,
    Prints,
    Single,
    TrueFalse,
)
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.report import MistakeNote

Response = int | frozenset[int] | tuple[bool, int] | tuple[int, ...] | str

Runs = Callable[[str], str | None]
"""Runs code in a worker: None, or what went wrong."""


def mark_closed(item: ClosedItem, response: Response, runs: Runs | None = None) -> Mark:
    """Right or wrong; `review` where a completion would have to be run and `runs` is missing."""
    match item, response:
        case Single(), int(chosen):
            choice = item.choice[chosen]
            return _mark(item, choice.right, choice.why)
        case Multiple(), frozenset():
            return _mark_multiple(item, response)
        case TrueFalse(), (bool(said), int(chosen)):
            if said != item.answer:
                return _mark(item, False, f"the statement is {'true' if item.answer else 'false'}")
            reason = item.reason[chosen]
            return _mark(item, reason.right, reason.why)
        case Order() | Match(), tuple():
            wrong = [i for i, place in enumerate(response) if place != i]
            return _mark(item, not wrong, _first_out_of_place(item, wrong))
        case Number(), str():
            return _mark_number(item, response)
        case Bug(), str():
            return _mark_line(item, response)
        case Prints(), str():
            known = {_printed(wrong.text): wrong.why for wrong in item.wrong}
            said_so = _printed(response)
            return _mark(item, said_so == _printed(item.answer), known.get(said_so, ""))
        case Complete(), str():
            return _mark_completion(item, response, runs)
    raise TypeError(f"{item.name} ({item.kind}) is not answered by {response!r}")


def correct_response(item: ClosedItem) -> Response:
    """What is right."""
    match item:
        case Single():
            return _rights(item.choice)[0]
        case Multiple():
            return frozenset(_rights(item.choice))
        case TrueFalse():
            return (item.answer, _rights(item.reason)[0])
        case Order():
            return tuple(range(len(item.step)))
        case Match():
            return tuple(range(len(item.pair)))
        case Number():
            return f"{item.answer:g}" if abs(item.answer) < 1e5 else f"{item.answer:.12g}"
        case Bug():
            return str(item.line)
        case _:
            return item.answer


def solution(item: ClosedItem) -> str:
    """What is right, in words."""
    response = correct_response(item)
    match item:
        case Single():
            return item.choice[_rights(item.choice)[0]].text
        case Multiple():
            return "\n".join(choice.text for choice in item.choice if choice.right)
        case TrueFalse():
            return f"{'true' if item.answer else 'false'}: {item.reason[_rights(item.reason)[0]].text}"
        case Order():
            return "\n".join(f"{i}. {step}" for i, step in enumerate(item.step, 1))
        case Match():
            return "\n".join(f"{left}: {right}" for left, right in item.pair)
        case Bug():
            return f"line {item.line}: {item.mended.strip()}"
        case _:
            return str(response)


def completed(item: Complete, text: str) -> str:
    """The snippet with this in its gap; the lines after the first keep the gap's indentation."""
    gap = re.search(r"^([ \t]*).*?___", item.code, re.MULTILINE)
    indent = gap[1] if gap else ""
    lines = text.strip("\n").split("\n")
    return item.code.replace("___", "\n".join([lines[0].strip(), *(indent + line for line in lines[1:])]))


def _mark_multiple(item: Multiple, chosen: frozenset[int]) -> Mark:
    too_many = [item.choice[i] for i in sorted(chosen) if not item.choice[i].right]
    left_out = [choice for i, choice in enumerate(item.choice) if choice.right and i not in chosen]
    why = ""
    if too_many:
        why = f"“{too_many[0].text}” is not one of them: {too_many[0].why}"
    elif left_out:
        why = f"“{left_out[0].text}” is one of them, too"
    return _mark(item, not too_many and not left_out, why)


def _mark_number(item: Number, text: str) -> Mark:
    value = _number(text)
    if value is None:
        return _mark(item, False, "that is not a number")
    known = next((w.why for w in item.wrong if math.isclose(w.value, value, rel_tol=1e-6)), "")
    # A little beyond the tolerance, so that 0.1 + 0.2 is as near to 0.3 as it looks.
    return _mark(item, abs(value - item.answer) <= item.tolerance + 1e-9 * abs(item.answer), known)


def _mark_line(item: Bug, text: str) -> Mark:
    number = re.search(r"\d+", text)
    if not number:
        return _mark(item, False, "the number of a line is asked")
    known = {int(wrong.value): wrong.why for wrong in item.wrong}
    return _mark(item, int(number[0]) == item.line, known.get(int(number[0]), ""))


def _mark_completion(item: Complete, text: str, runs: Runs | None) -> Mark:
    known = {_code(wrong.text): wrong.why for wrong in item.wrong}
    if _code(text) in known or not text.strip():
        return _mark(item, False, known.get(_code(text), ""))
    if _code(text) == _code(item.answer):
        return _mark(item, True)
    if runs is None:
        return Mark(
            item=item.name,
            address=item.address,
            verdict=QuizVerdict.REVIEW,
            explanation="your completion differs from the one here and was not run",
            model_answer=solution(item),
        )
    problem = runs(f"{completed(item, text)}\n{item.check}\n")
    return _mark(item, problem is None, problem or "")


def _mark(item: ClosedItem, is_right: bool, why: str = "") -> Mark:
    verdict = QuizVerdict.RIGHT if is_right else QuizVerdict.WRONG
    return Mark(
        item=item.name,
        address=item.address,
        verdict=verdict,
        mistake=MistakeNote(item.slug, why) if why and not is_right else None,
        explanation=item.explanation,
        model_answer=solution(item),
    )


def _rights(choices: tuple[Choice, ...]) -> list[int]:
    return [i for i, choice in enumerate(choices) if choice.right]


def _first_out_of_place(item: Order | Match, wrong: list[int]) -> str:
    if not wrong:
        return ""
    if isinstance(item, Match):
        left, right = item.pair[wrong[0]]
        return f"“{left}” belongs to “{right}”"
    return f"step {wrong[0] + 1} is “{item.step[wrong[0]]}”"


def _number(text: str) -> float | None:
    found = re.search(r"[-+]?(?:\d[\d,_ ]*)?\.?\d+(?:e[-+]?\d+)?", text.replace("−", "-").lower())
    try:
        return float(re.sub(r"[,_ ]", "", found[0])) if found else None
    except ValueError:
        return None


def _printed(text: str) -> str:
    """An output without what people leave out or add when they type it."""
    return re.sub(r"\s+", "", text).replace('"', "'").lower()


def _code(text: str) -> str:
    return re.sub(r"\s+", "", text).replace('"', "'")
