"""Where the answers to a check come from: a workspace, another folder, or a notebook.

with opened(course, notebook=None, answers=None, workspace_dir=None) as source:
    source.everything()         what to check where nothing is named
    source.find(question)       its file; asked right before it is judged
    source.told(result)         the result in the words of the place: a notebook's cells, and their lines
    source.keep(result)         as an attempt, where the place is a workspace
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ch4.address import Address
from ch4.cli.context import here, open_workspace
from ch4.errors import Ch4Error, MachineFault, NoWorkspace, WrongUsage
from ch4.workspace import Workspace

if TYPE_CHECKING:
    from ch4.course import Course, Question
    from ch4.notebook.cells import Answer
    from ch4.report import QuestionResult

_NOTEBOOK_BYTES = 64 << 20  # pictures in it included
_LOADS = "loads"  # the criterion that fails where there is no answer


def without_notebook(words: tuple[str, ...]) -> tuple[tuple[str, ...], Path | None]:
    """The words that are addresses, and the notebook among them. Raises `WrongUsage` where it is several."""
    notebooks = [word for word in words if word.lower().endswith(".ipynb")]
    if len(notebooks) > 1:
        raise WrongUsage(f"{' and '.join(notebooks)} are two notebooks", todo="check one at a time")
    rest = tuple(word for word in words if word not in notebooks)
    return rest, Path(notebooks[0]) if notebooks else None


class Source(Protocol):
    """A place that answers come from; reports name files relative to its `root`."""

    root: Path

    def everything(self) -> list[Question]: ...

    def find(self, question: Question) -> Path: ...

    def told(self, result: QuestionResult) -> QuestionResult: ...

    def keep(self, result: QuestionResult) -> None: ...

    def complain(self) -> None:
        """Raise what went wrong beside the check, if anything did."""


class _Attempts:
    """Keeps each attempt, with the answer as it was when it was judged.

    A workspace that cannot be written ends no check: its verdicts are shown first, and the fault comes last.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._fault: MachineFault | None = None

    def keep(self, result: QuestionResult, answer: bytes | None) -> None:
        if self._fault:
            return
        try:
            self._workspace.record(result, datetime.now(UTC), answer=answer)
        except MachineFault as fault:
            self._fault = fault

    def complain(self) -> None:
        if self._fault:
            raise MachineFault(f"your progress could not be kept: {self._fault.what}", todo=self._fault.todo)


class _InWorkspace:
    def __init__(self, workspace: Workspace, course: Course) -> None:
        self._workspace = workspace
        self._course = course
        self._attempts = _Attempts(workspace)
        self._judged: dict[str, bytes] = {}
        self.root = _checkout_around(workspace.root) or workspace.root

    def everything(self) -> list[Question]:
        """What has not passed yet."""
        passed = self._workspace.passed()
        return [question for question in self._course.questions if question.address not in passed]

    def find(self, question: Question) -> Path:
        path = self._workspace.answer(question)
        with contextlib.suppress(OSError):
            if path.is_file():
                self._judged[question.address] = path.read_bytes()
        return path

    def told(self, result: QuestionResult) -> QuestionResult:
        return result

    def keep(self, result: QuestionResult) -> None:
        self._attempts.keep(result, self._judged.pop(result.address, None))

    def complain(self) -> None:
        self._attempts.complain()


class _InFolder:
    """Flat, or under `exercises/`. Nothing is kept."""

    def __init__(self, folder: Path, course: Course) -> None:
        if not folder.is_dir():
            raise WrongUsage(f"--answers: {folder} is no folder", todo="name one that holds answer files")
        self._folder = folder
        self._course = course
        self.root = here().resolve()

    def everything(self) -> list[Question]:
        return list(self._course.questions)

    def find(self, question: Question) -> Path:
        inside = self._folder / "exercises" / f"{question.stem}.py"
        return (inside if inside.is_file() else self._folder / f"{question.stem}.py").resolve()

    def told(self, result: QuestionResult) -> QuestionResult:
        return result

    def keep(self, result: QuestionResult) -> None:
        pass

    def complain(self) -> None:
        pass


class _InNotebook:
    """In the cells of a notebook, laid out as files in `folder`; none of its cells is run here.

    Attempts are kept where the notebook lies in a workspace: it is that learner's, as the files there are.
    """

    def __init__(
        self, notebook: Path, answers: dict[Question, Answer], folder: Path, workspace: Workspace | None
    ) -> None:
        self._answers = {question.address: answer for question, answer in answers.items()}
        self._questions = list(answers)
        self._folder = folder
        self._attempts = _Attempts(workspace) if workspace else None
        self.root = _checkout_around(notebook.resolve()) or here().resolve()
        path = notebook.resolve()
        self._name = (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()
        for question in answers:
            self.find(question).write_bytes(self._bytes(question.address))

    def everything(self) -> list[Question]:
        """What it answers."""
        return self._questions

    def find(self, question: Question) -> Path:
        return self._folder / f"{question.stem}.py"

    def told(self, result: QuestionResult) -> QuestionResult:
        from msgspec.structs import replace

        from ch4.notebook.judged import located
        from ch4.report.wording import CELL

        if answer := self._answers.get(Address(result.address)):
            return located(result, answer.text, f"{self._name}{CELL}{answer.cell}")
        missing = f"no cell of {self._name} answers it: one that begins with `%%answer {result.label}`"
        criteria = tuple(replace(c, message=missing) if c.name == _LOADS else c for c in result.criteria)
        return replace(result, file=self._name if result.file else "", criteria=criteria)

    def keep(self, result: QuestionResult) -> None:
        address = Address(result.address)
        if self._attempts and address in self._answers:
            self._attempts.keep(result, self._bytes(address))

    def complain(self) -> None:
        if self._attempts:
            self._attempts.complain()

    def _bytes(self, address: Address) -> bytes:
        # A cell may hold half of a surrogate pair, which UTF-8 cannot carry.
        return self._answers[address].text.text.encode("utf-8", "replace")


@contextlib.contextmanager
def opened(
    course: Course, *, notebook: Path | None, answers: Path | None, workspace_dir: Path | None
) -> Iterator[Source]:
    """The place that the words and options name; else the nearest workspace."""
    if notebook and answers:
        raise WrongUsage(f"--answers and {notebook} are two places", todo="name one of them")
    if answers:
        yield _InFolder(answers, course)
    elif notebook:
        with tempfile.TemporaryDirectory(prefix="ch4-cells-") as folder:
            found = _answers(notebook, course)
            workspace = _workspace_around(notebook, workspace_dir, course)
            yield _InNotebook(notebook, found, Path(folder).resolve(), workspace)
    else:
        yield _InWorkspace(open_workspace(workspace_dir, course), course)


def _answers(notebook: Path, course: Course) -> dict[Question, Answer]:
    from ch4.notebook.cells import answers, read

    try:
        found = answers(read(_content(notebook)), course)
    except Ch4Error as error:
        raise type(error)(f"{notebook}: {error.what}", todo=error.todo) from error
    if not found:
        example = course.questions[0].label if course.questions else "question 1"
        raise WrongUsage(
            f"{notebook} holds no answer", todo=f"an answer's cell begins with `%%answer {example}`"
        )
    return found


def _content(notebook: Path) -> bytes:
    try:
        if notebook.exists() and not notebook.is_file():
            raise WrongUsage("it is no file", todo="name a notebook")
        if notebook.stat().st_size > _NOTEBOOK_BYTES:
            raise WrongUsage(
                f"it is longer than {_NOTEBOOK_BYTES >> 20} MiB", todo="clear its outputs, and save it"
            )
        return notebook.read_bytes()
    except OSError as error:
        raise WrongUsage(f"it cannot be read ({error.strerror})", todo="name a notebook") from error


def _workspace_around(notebook: Path, workspace_dir: Path | None, course: Course) -> Workspace | None:
    if workspace_dir:
        return open_workspace(workspace_dir, course)
    try:
        return Workspace.at(notebook.resolve().parent, course)
    except NoWorkspace:
        return None


def _checkout_around(path: Path) -> Path | None:
    """GitHub's annotations want names relative to the checkout."""
    checkout = Path(named).resolve() if (named := os.environ.get("GITHUB_WORKSPACE")) else None
    return checkout if checkout and path.is_relative_to(checkout) else None
