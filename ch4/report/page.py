"""A console as something to set text for: its width, its signs, what its encoding can carry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from ch4.report import wording
from ch4.report.model import Verdict

STYLES: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.PASS: "green",
        Verdict.NIT: "yellow",
        Verdict.FAIL: "bold red",
        Verdict.TODO: "dim",
        Verdict.ERROR: "bold red",
        Verdict.TIMEOUT: "bold magenta",
        Verdict.SKIPPED: "cyan",
    }
)
_ASCII_SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.PASS: "+",
        Verdict.NIT: "~",
        Verdict.FAIL: "x",
        Verdict.TODO: ".",
        Verdict.ERROR: "!",
        Verdict.TIMEOUT: "!",
        Verdict.SKIPPED: "-",
    }
)
_TYPOGRAPHY = str.maketrans(
    {"×": "x", "–": "-", "—": "-", "…": "...", "→": "->", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "−": "-"}
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("“”", '"')
)


class Page:
    """A console as something to set text for: its width, its signs, and what its encoding can carry."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._encoding = console.encoding
        carries_signs = not console.legacy_windows and self._carries("".join(wording.SIGNS.values()) + "│─┼…")
        self.signs = wording.SIGNS if carries_signs else _ASCII_SIGNS
        self.bar, self.dash, self.cross = ("│", "─", "┼") if carries_signs else ("|", "-", "+")
        self.more = "…" if carries_signs else "..."
        self.width = max(console.width, 20)

    def text(self, raw: str, style: str = "") -> Text:
        """`raw` as clean text, never as markup, in characters that the console's encoding has."""
        raw = wording.clean(raw)
        if not self._carries(raw):
            raw = raw.translate(_TYPOGRAPHY).encode(self._encoding, "replace").decode(self._encoding)
        # A span, not the Text's own style, which would spread to whatever is appended.
        return Text().append(raw, style)

    def sign(self, verdict: Verdict) -> Text:
        """The verdict's sign, in its colour."""
        return Text(self.signs[verdict], STYLES[verdict])

    def wrapped(self, body: Text, *, indent: int = 0, lead: Text | None = None) -> list[Text]:
        """`body` in lines that fit, `lead` before the first, the others flush with where it began."""
        first = Text(" " * indent) + (lead + Text(" ") if lead else Text())
        rest = Text(" " * first.cell_len)
        parts = body.wrap(self._console, max(self.width - first.cell_len, 10), overflow="fold")
        lines = [(rest if at else first) + part for at, part in enumerate(parts)]
        for line in lines:
            line.rstrip()
        return lines

    def cut(self, line: Text, *, indent: int = 0) -> Text:
        """`line` in one line, cut short where it does not fit."""
        line = Text(" " * indent) + line
        if line.cell_len > self.width:
            line.truncate(self.width - len(self.more), overflow="crop")
            line.append(self.more, "dim")
        return line

    def _carries(self, text: str) -> bool:
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True
