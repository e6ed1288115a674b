"""The quiz as a deck for Anki, the flash-card program: one note an item, a sub-deck a section.

The same item is the same note in every export, so that a new one brings changes to a deck that is in use.
"""

from __future__ import annotations

import hashlib
import html
import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

import genanki

from ch4.course import Course
from ch4.quizzing.closed import solution
from ch4.quizzing.items import Bug, Item, Items, Match, Multiple, OpenItem, Order, Single, TrueFalse

_STYLE = """
.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 40em; margin: auto; }
pre { font-family: monospace; font-size: 16px; overflow-x: auto; padding: .5em; border: 1px solid #8888; }
.from { color: #888; font-size: 14px; }
"""


def deck(course: Course, items: Iterable[Item]) -> bytes:
    """An `.apkg` file with these items."""
    model = genanki.Model(
        _number(f"{course.name} model"),
        f"{course.title} (ch4)",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "From"}],
        templates=[
            {
                "name": "Card",
                "qfmt": '<div class="from">{{From}}</div>{{Front}}',
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
            }
        ],
        css=_STYLE,
    )
    decks: dict[str, genanki.Deck] = {}
    for item in items:
        question = course.question(item.address)
        name = f"{course.title}::{question.section}"
        decks.setdefault(name, genanki.Deck(_number(f"{course.name}/{name}"), name)).add_note(
            genanki.Note(
                model=model,
                fields=[_front(item), _back(item), html.escape(f"{question.label}: {question.title}")],
                guid=genanki.guid_for(course.name, item.name),
                tags=[item.address, item.kind],
            )
        )
    with tempfile.TemporaryDirectory(prefix="ch4-anki-") as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(list(decks.values())).write_to_file(str(path))
        return path.read_bytes()


def every_item(course: Course, addresses: Iterable[str]) -> list[Item]:
    """The items of these addresses, in the course's order."""
    wanted = set(addresses)
    return [item for item in Items(course) if item.address in wanted]


def _front(item: Item) -> str:
    parts = [_text(item.prompt)]
    if not isinstance(item, OpenItem) and item.code.strip():
        lines = item.code.strip("\n").splitlines()
        if isinstance(item, Bug):
            lines = [f"{number:2}  {line}" for number, line in enumerate(lines, 1)]
        parts.append(f"<pre>{html.escape(chr(10).join(lines))}</pre>")
    if choices := _choices(item):
        parts.append("<ul>" + "".join(f"<li>{html.escape(choice)}</li>" for choice in choices) + "</ul>")
    return "\n".join(parts)


def _back(item: Item) -> str:
    if isinstance(item, OpenItem):
        points = "".join(f"<li>{html.escape(point.says)}</li>" for point in item.point)
        return f"{_text(item.model)}<ul>{points}</ul>"
    parts = [f"<b>{_text(solution(item))}</b>", _text(item.explanation)]
    choices = item.reason if isinstance(item, TrueFalse) else getattr(item, "choice", ())
    whys = [f"<li>{html.escape(c.text)}: {html.escape(c.why)}</li>" for c in choices if c.why and not c.right]
    return "\n".join([*parts, f"<ul>{''.join(whys)}</ul>" if whys else ""])


def _choices(item: Item) -> list[str]:
    """What there is to choose from, always in the same order, and not in that of the key."""
    match item:
        case Single() | Multiple():
            choices = [choice.text for choice in item.choice]
        case TrueFalse():
            choices = [f"{word}: {reason.text}" for word in ("true", "false") for reason in item.reason]
        case Order():
            choices = list(item.step)
        case Match():
            left = " / ".join(left for left, _ in item.pair)
            return [left, *sorted(right for _, right in item.pair)]
        case _:
            return []
    random.Random(item.name).shuffle(choices)
    return choices


def _text(text: str) -> str:
    return f"<div>{html.escape(text.strip()).replace(chr(10), '<br>')}</div>"


def _number(text: str) -> int:
    """What Anki asks for: a number that is always the same for the same thing."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") & 0x7FFFFFFF
