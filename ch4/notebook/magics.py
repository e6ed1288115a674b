"""The magics that `%load_ext ch4` brings.

    %%answer question 9     save the cell as the answer, run it here, check it, show the report
    %%quiz question 9       mark what stands below, in the learner's own words, and show the mark
    %ch4 hint question 9    any command of `ch4`

`ch4` is installed without IPython: what is used of it is what a kernel hands over, or imported in one.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from ch4.errors import WrongUsage
from ch4.notebook.desk import Desk, remember_folder
from ch4.notebook.judged import located
from ch4.notebook.shown_mark import ShownMark
from ch4.notebook.told import Interrupted, say, told
from ch4.report.shown import Shown

_OWN = re.compile(r"\s+--mine\s+(?P<verdict>right|nit|wrong)\s*\Z")


class Ran(Protocol):
    """How a cell's run ended."""

    @property
    def error_in_exec(self) -> BaseException | None: ...


class History(Protocol):
    @property
    def input_hist_raw(self) -> Sequence[str]: ...


class Shell(Protocol):
    """What is used of IPython's shell."""

    @property
    def history_manager(self) -> History: ...

    def run_cell(self, raw_cell: str, store_history: bool = ...) -> Ran: ...

    def register_magic_function(self, func: Callable[..., None], kind: str, name: str) -> None: ...


def load(shell: Shell) -> None:
    """Register the magics; say at once where there is no workspace for them."""
    magics = Magics(shell)
    shell.register_magic_function(magics.answer, "cell", "answer")
    shell.register_magic_function(magics.quiz, "cell", "quiz")
    shell.register_magic_function(magics.ch4, "line", "ch4")
    remember_folder()
    with told():
        Desk.find()


class Magics:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def answer(self, line: str, cell: str) -> None:
        """%%answer question 9: save this cell as the answer, run it here, check it, show the report."""
        with told():
            desk = Desk.find()
            question = desk.one_question(line)
            if not question.has_code:
                raise WrongUsage(f"{question.label} is answered in words", todo=f"%%quiz {question.label}")
            if not cell.strip():
                raise WrongUsage(f"{question.label} has no answer yet", todo="write it below the first line")
            saved = desk.save(question, cell, self._ran_before())
            if saved.backup:
                print(f"ch4: your file as it was is kept in {saved.backup}")
            self._run(line, cell)
            report, complaint = desk.check([question], device="auto", seed=0)
            here = [
                located(result, saved.text, f"your cell for {result.label}") for result in report.questions
            ]
            _display(Shown(msgspec.structs.replace(report, questions=tuple(here))))
            if complaint:
                say(complaint)

    def quiz(self, line: str, cell: str) -> None:
        """%%quiz question 9: mark the answer in words that stands below, and show the mark."""
        with told():
            desk = Desk.find()
            own = _OWN.search(line)
            question = desk.one_question(line[: own.start()] if own else line)
            verdict = own["verdict"] if own else ""
            mark = desk.mark(question, cell, verdict)
            _display(ShownMark(mark, question, verdict if verdict != mark.verdict.value else ""))

    def ch4(self, line: str) -> None:
        """%ch4 hint question 9: a command of `ch4`, run from here."""
        with told():
            try:
                words = shlex.split(line)
            except ValueError as error:
                raise WrongUsage(f"%ch4 {line}: {error}", todo="close the quotes") from error
            done = subprocess.run(
                [sys.executable, "-P", "-m", "ch4", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            print(done.stdout.decode("utf-8", "replace"), end="")

    def _ran_before(self) -> list[str]:
        return [str(text) for text in self._shell.history_manager.input_hist_raw]

    def _run(self, line: str, cell: str) -> None:
        # A comment in the mark's place, so that a traceback's lines are those that the editor shows. A magic
        # of the learner's has to stay first.
        code = cell if cell.lstrip().startswith("%%") else f"# %%answer {line}\n{cell}"
        ran = self._shell.run_cell(code, store_history=False)
        if isinstance(ran.error_in_exec, KeyboardInterrupt):
            raise Interrupted


def _display(thing: Shown | ShownMark) -> None:
    from IPython.display import display

    display(thing)  # type: ignore[no-untyped-call]
