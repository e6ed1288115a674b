"""Standard output as lines of clean text: never markup, wrapped to its width, plain where it must be.

screen = Screen()
screen.line("question 9", ("A corner of a tensor", "bold"))     one line, in one piece however long
screen.fact("Why", "everything before it is right, …")          wrapped, flush after its name
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from ch4.report.page import Page

Part = str | tuple[str, str] | Text
"""A piece of a line: text, text and its style, or text that is styled already."""


class Screen:
    """A terminal, or a pipe, or a file; NO_COLOR and the encoding are respected."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, markup=False, emoji=False)
        self.page = Page(self.console)

    def text(self, *parts: Part) -> Text:
        """The parts as one text, clean and in characters that can be shown."""
        texts = (
            part if isinstance(part, Text) else self.page.text(*((part,) if isinstance(part, str) else part))
            for part in parts
        )
        return Text().join(texts)

    def line(self, *parts: Part) -> None:
        """Print the parts, unwrapped: a path or a command that is broken in two cannot be copied."""
        self.console.print(self.text(*parts), soft_wrap=True)

    def block(self, *parts: Part, indent: int = 0, lead: Text | None = None) -> None:
        """Print the parts, wrapped: all lines flush after `lead`, or indented."""
        for line in self.page.wrapped(self.text(*parts), indent=indent, lead=lead):
            self.console.print(line, soft_wrap=True)

    def fact(self, name: str, *parts: Part) -> None:
        """Print `name   parts`, wrapped flush after the name."""
        self.block(*parts, lead=self._name(name))

    def place(self, name: str, *parts: Part) -> None:
        """Print `name   parts` in one piece, for a path or a command."""
        self.line(self._name(name), " ", *parts)

    def bar(self, done: int, total: int, *, width: int = 30) -> Text:
        """A progress bar."""
        full = done * width // total if total else 0
        whole, rest = ("█", "░") if self.carries("█░") else ("#", ".")
        return self.text((whole * full, "green"), (rest * (width - full), "dim"))

    def carries(self, text: str) -> bool:
        """Whether the output's encoding has these characters."""
        return self.page.text(text).plain == text

    def _name(self, name: str) -> Text:
        return self.text((f"{name:<7}", "dim"))
