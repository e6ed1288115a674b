"""Where a notebook's learner works: course and workspace; and what is done there with what a cell says.

    desk = Desk.find()                              from the kernel's folder, as commands do it from theirs
    saved = desk.save(question, cell, above)        the cell becomes the workspace's answer
    desk.check([question], device="auto", seed=0)   → the report, and what went wrong beside it
    desk.mark(question, cell)                       → the mark of the answer in words in a `%%quiz` cell

Saved and recorded is as `ch4 check` and `ch4 quiz` do it; judged is in a process of its own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ch4.course import Course, Question
from ch4.errors import MachineFault, NoWorkspace, WrongUsage
from ch4.notebook import stub
from ch4.notebook.cells import with_what_it_uses
from ch4.notebook.process import run
from ch4.notebook.source import Text
from ch4.report import Report, from_json
from ch4.workspace import Workspace

if TYPE_CHECKING:
    from ch4.quizzing.mark import Mark

_starts: list[Path] = []  # folders that notebooks were started in: code in a cell may have left them since


def remember_folder() -> None:
    """Look for the workspace from here as well, wherever the kernel goes later."""
    with contextlib.suppress(OSError):
        _starts.append(Path.cwd())


@dataclass(frozen=True)
class Saved:
    """What was saved; `text.shift` is from the cell's lines to the file's. `backup` holds what was there."""

    text: Text
    backup: Path | None


@dataclass(frozen=True)
class Desk:
    course: Course
    workspace: Workspace

    @classmethod
    def find(cls) -> Desk:
        """Raises `NoWorkspace` where there is none, here or where the notebook began."""
        missing: NoWorkspace | None = None
        for folder in _folders():
            course = _course(folder)
            try:
                return cls(course, _workspace(folder, course))
            except NoWorkspace as error:
                missing = missing or error
        raise missing or MachineFault("the current folder is gone", todo="os.chdir to another one")

    def one_question(self, words: str) -> Question:
        """The one that the words name. Raises `UnknownAddress`, or `WrongUsage` for none or several."""
        addresses = self.course.parse(words.strip().strip("'\""))
        if len(addresses) != 1:
            said = f"{words.strip()!r} is {len(addresses)} questions" if addresses else "no question is named"
            raise WrongUsage(said, todo=f"name one, as in {self.course.questions[0].label!r}")
        return self.course.question(addresses[0])

    def save(self, question: Question, cell: str, above: Sequence[str]) -> Saved:
        """Save what stands below the first line of a `%%answer` cell; `above` are the cells that ran before.

        It goes below the prompt, as if it had been written in the file.
        """
        prompt, _ = stub.halves(stub.read(self.course.stub(question)))
        text = with_what_it_uses(cell.strip("\n"), above, question, self.course)
        content = prompt + text.text.rstrip("\n") + "\n"
        # A cell may hold half of a surrogate pair, which UTF-8 cannot carry.
        backup = self.workspace.save(question, content.encode("utf-8", "replace"), self.course)
        blank = len(cell) - len(cell.lstrip("\n"))
        shift = prompt.count("\n") + text.shift - blank - 1  # the cell's first line is the mark
        return Saved(Text(content, shift), backup)

    def check(self, questions: Sequence[Question], *, device: str, seed: int) -> tuple[Report, str]:
        """`ch4 check` of these questions, or of everything not yet passed; and its complaint, if it had one.

        Raises `MachineFault` where there is no report.
        """
        done = run(
            "ch4",
            "check",
            *("--course", str(self.course.root), "--workspace", str(self.workspace.root)),
            *("--device", device, "--seed", str(seed), "--format", "json"),
            *("--", *(question.address for question in questions)),
            folder=self.workspace.root,
        )
        if not done.output:
            raise MachineFault(done.last_words)
        try:
            report = from_json(done.output)
        except (msgspec.MsgspecError, ValueError) as error:
            raise MachineFault(f"the check gave no report ({error})", todo="run %ch4 doctor") from error
        return report, "" if done.code in (0, 1) else done.last_words

    def mark(self, question: Question, cell: str, own: str = "") -> Mark:
        """Mark the answer in words in a cell; `own` is the learner's verdict, where that is to count."""
        from ch4.quizzing.mark import Mark

        self.workspace.make_state_folder()
        done = run(
            "ch4.notebook.marker",
            *(str(self.course.root), str(self.workspace.database), question.address, own),
            folder=self.workspace.root,
            stdin=cell.encode("utf-8", "replace"),
        )
        try:
            return msgspec.json.decode(done.output, type=Mark)
        except (msgspec.MsgspecError, ValueError) as error:
            raise MachineFault(done.last_words) from error


def _folders() -> list[Path]:
    try:
        return list(dict.fromkeys([Path.cwd(), *reversed(_starts)]))
    except OSError:  # the current folder was deleted
        return list(reversed(_starts))


def _course(folder: Path) -> Course:
    named = os.environ.get("CH4_COURSE")
    return Course.load(Path(named)) if named else Course.find(folder)


def _workspace(folder: Path, course: Course) -> Workspace:
    named = os.environ.get("CH4_WORKSPACE")
    return Workspace.at(Path(named), course) if named else Workspace.find(folder, course)
