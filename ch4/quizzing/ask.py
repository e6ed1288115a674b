"""One question at the prompt: a line that is typed, checked before it is taken.

    ask = Prompt()
    ask("Your choice", choice_of(4))        → "2"

Enter sends; Alt+Enter (or Esc, then Enter) begins a new line. Ctrl-C and Ctrl-D raise KeyboardInterrupt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.validation import ValidationError, Validator

Check = Callable[[str], str | None]
"""None where a line can be taken, else what is wrong with it."""

Ask = Callable[[str, Check], str]
"""A prompt and a check; what was typed, without blanks at its ends."""


class Prompt:
    def __init__(self) -> None:
        self._session: PromptSession[str] = PromptSession(key_bindings=_keys(), prompt_continuation="… ")

    def __call__(self, prompt: str, check: Check) -> str:
        try:
            line = self._session.prompt(
                FormattedText([("bold", f"{prompt} "), ("", "> ")]),
                validator=_Checked(check),
                validate_while_typing=False,
            )
        except EOFError as error:
            raise KeyboardInterrupt from error
        return line.strip()


class _Checked(Validator):
    def __init__(self, check: Check) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        if problem := self._check(document.text.strip()):
            raise ValidationError(cursor_position=len(document.text), message=problem)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def something(text: str) -> str | None:
    return None if text else "write an answer; ? shows the model answer, Ctrl-C ends"


def one_of(words: Sequence[str]) -> Check:
    """One of these words, or the beginning of one."""
    said = ", ".join(words)
    return lambda text: None if picked(text, words) else f"type one of these: {said}"


def picked(text: str, words: Sequence[str]) -> str:
    """The word that is meant; `""` for none."""
    fitting = [word for word in words if text and word.startswith(text.lower())]
    return fitting[0] if len(fitting) == 1 or text.lower() in fitting else ""


def choice_of(count: int) -> Check:
    return lambda text: None if _is_number(text, count) else f"type a number from 1 to {count}"


def choices_of(count: int) -> Check:
    def check(text: str) -> str | None:
        parts = numbers(text)
        if parts and len(set(parts)) == len(parts) and all(1 <= part <= count for part in parts):
            return None
        return f"type the numbers of all that are right, as in: 1 {min(count, 3)}"

    return check


def order_of(count: int) -> Check:
    def check(text: str) -> str | None:
        if sorted(numbers(text)) == list(range(1, count + 1)):
            return None
        example = " ".join(str(n) for n in range(count, 0, -1))
        return f"type each number from 1 to {count} once, as in: {example}"

    return check


def numbers(text: str) -> list[int]:
    """The numbers in a line; digits that run together count one by one ("132")."""
    found = re.findall(r"\d+", text)
    if len(found) == 1 and len(found[0]) > 1:
        return [int(digit) for digit in found[0]]
    return [int(number) for number in found]


def _is_number(text: str, count: int) -> bool:
    return text.isdecimal() and 1 <= int(text) <= count
