"""A learner's folder: answers in `exercises/`; in `.ch4/` what was tried, what passed, which hints were seen.

workspace = Workspace.create(Path("digits"), course)    what `ch4 init digits` does
workspace = Workspace.find(Path.cwd(), course)          from anywhere inside it
workspace.answer(question)                              → digits/exercises/q09_tensor_slice.py
workspace.record(result, when)                          one attempt, in one transaction
workspace.passed()                                      → {q04, q09}
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import BrokenCourse, MachineFault, NoWorkspace
from ch4.progress import Attempt, Progress, Standing
from ch4.report import QuestionResult, Verdict

_STATE = ".ch4"


@dataclass(frozen=True)
class Stubs:
    """What became of each question's stub: added to the workspace, or left out because a file was there."""

    added: tuple[Question, ...]
    kept: tuple[Question, ...]


@dataclass(frozen=True)
class Workspace:
    """A learner's folder. Nothing is read before it is asked for; `root` is absolute.

    Every method that reads or writes progress raises `MachineFault` where the folder cannot be written or the
    database is damaged, in use for long, or of a later format.
    """

    root: Path

    @classmethod
    def find(cls, start: Path, course: Course) -> Workspace:
        """The nearest workspace at or above `start`. Raises `NoWorkspace`.

        A folder is one if it holds `.ch4/`, or `exercises/` with a file named as one of the course's stubs,
        or is the course's own: there, `./exercises` are stubs and answers at once.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if _is_workspace(folder, course):
                return cls(folder)
        raise NoWorkspace(f"there is no workspace in {start} or above it", todo="make one with `ch4 init`")

    @classmethod
    def at(cls, folder: Path, course: Course) -> Workspace:
        """The workspace that `folder` is, and no folder above it. Raises `NoWorkspace`.

        A folder that holds the answers themselves is one too, unless it is a workspace's `exercises/`, which
        stands for the whole.
        """
        root = folder.resolve()
        if _is_workspace(root, course):
            return cls(root)
        if root.name == "exercises" and _is_workspace(root.parent, course):
            return cls(root.parent)
        if _holds_an_answer(root, course):
            return cls(root)
        raise NoWorkspace(
            f"{folder} is no workspace", todo=f"make it one with `ch4 init {shlex.quote(str(folder))}`"
        )

    @classmethod
    def create(cls, folder: Path, course: Course) -> Workspace:
        """Make `folder` a workspace, or complete the one it is; see `add_stubs`."""
        workspace = cls(folder.resolve())
        workspace.add_stubs(course)
        return workspace

    def add_stubs(self, course: Course) -> Stubs:
        """Copy in each stub that has no answer here, and touch no file that is there.

        Raises `BrokenCourse` before anything is written if the course lacks a stub.
        """
        added, kept = [], []
        stubs = {question: _read_stub(question, course) for question in course.questions if question.has_code}
        self.make_state_folder()
        with _refusals(self.root):
            (self.root / "exercises").mkdir(exist_ok=True)
            for question, stub in stubs.items():
                if os.path.lexists(self.answer(question)):
                    kept.append(question)
                else:
                    _write_whole(self.answer(question), stub)
                    added.append(question)
        return Stubs(tuple(added), tuple(kept))

    def answer(self, question: Question) -> Path:
        """The answer's file, which may not exist: in `exercises/`, or beside it if it is only there."""
        usual = self.root / "exercises" / f"{question.stem}.py"
        flat = self.root / f"{question.stem}.py"
        return flat if flat.exists() and not usual.exists() else usual

    def reset(self, question: Question, course: Course) -> Path | None:
        """Put the stub back; where the old answer is kept, or None if there was none, or only the stub.

        In the course's own folder, the stub is the one that git has. A kill leaves the answer or the stub
        there, whole, and the backup before either.
        """
        stub = self._original(question, course)
        path = self.answer(question)
        with _refusals(self.root):
            old = path.read_bytes() if path.exists() else None
            if old == stub:
                return None
            backup = None if old is None else self._back_up(question, old)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, stub)
        return backup

    def save(self, question: Question, answer: bytes, course: Course) -> Path | None:
        """Put an answer there that the learner has elsewhere too, in a notebook; where the old one is kept.

        None if there was none to keep: no file, the stub, or what was saved in this way before.
        """
        path = self.answer(question)
        copy = self.root / _STATE / "saved" / f"{question.stem}.py"
        self.make_state_folder()
        with _refusals(self.root):
            old = path.read_bytes() if path.exists() else None
            backup = None
            if old is not None and old != answer and not self._has_copy(question, old, copy, course):
                backup = self._back_up(question, old)
            # The copy first: after a kill in between, an answer is kept once too often, and not lost.
            for place in (copy, path):
                place.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(place, answer)
        return backup

    def _has_copy(self, question: Question, answer: bytes, copy: Path, course: Course) -> bool:
        if copy.is_file() and copy.read_bytes() == answer:
            return True
        try:
            return answer == self._original(question, course)
        except MachineFault:  # no git, in the course's own folder
            return False

    def _original(self, question: Question, course: Course) -> bytes:
        return _stub_in_git(question, course) if self.root == course.root else _read_stub(question, course)

    def _back_up(self, question: Question, answer: bytes) -> Path:
        backup = self.root / _STATE / "backups" / f"{question.stem}.{_file_stamp()}.py"
        self.make_state_folder()
        backup.parent.mkdir(exist_ok=True)
        _write_whole(backup, answer)
        return backup

    def record(self, result: QuestionResult, when: datetime, *, answer: bytes | None = None) -> None:
        """Keep one attempt: on return it is on disk. `answer` is what was checked, else `result.file`."""
        if answer is None:
            path = self.root / result.file
            with _refusals(self.root):
                answer = path.read_bytes() if path.is_file() else None
        self.make_state_folder()
        self._progress.record(result, when, answer)

    def attempts(self, address: Address) -> tuple[Attempt, ...]:
        """Every attempt at a question, the oldest first."""
        return self._progress.attempts(address)

    def standings(self) -> dict[Address, Standing]:
        """Where each question stands that was tried at least once."""
        return self._progress.standings()

    def verdicts(self) -> dict[Address, Verdict]:
        """The latest verdict of each question that was tried."""
        return {address: standing.verdict for address, standing in self.standings().items()}

    def passed(self) -> frozenset[Address]:
        """The questions that were right at least once."""
        return frozenset(address for address, standing in self.standings().items() if standing.has_passed)

    def hints_shown(self, address: Address) -> int:
        """How many of a question's hints the learner has seen."""
        return self._progress.hints_shown(address)

    def show_hint(self, address: Address) -> int:
        """Count one more hint as seen; how many there are now."""
        self.make_state_folder()
        return self._progress.show_hint(address)

    @property
    def database(self) -> Path:
        """The SQLite file with all progress; it may not exist, nor its folder."""
        return self.root / _STATE / "progress.sqlite"

    @property
    def _progress(self) -> Progress:
        return Progress(self.database)

    def make_state_folder(self) -> None:
        """Make the folder that progress is kept in, if it is not there."""
        folder = self.root / _STATE
        with _refusals(self.root):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                # A learner who keeps answers in git should not commit a database with them.
                (folder / ".gitignore").write_text("*\n", encoding="utf-8")


@contextmanager
def _refusals(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or root
        raise MachineFault(
            f"{where} cannot be used ({error.strerror})",
            todo="see to its rights and the disk's free space, or name another folder with --workspace",
        ) from error


def _is_workspace(folder: Path, course: Course) -> bool:
    return (
        folder == course.root or (folder / _STATE).is_dir() or _holds_an_answer(folder / "exercises", course)
    )


def _holds_an_answer(folder: Path, course: Course) -> bool:
    return folder.is_dir() and any((folder / f"{q.stem}.py").is_file() for q in course.questions)


def _read_stub(question: Question, course: Course) -> bytes:
    path = course.stub(question)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenCourse(
            f"the stub {path} cannot be read ({error.strerror})", todo="put it there, or install ch4 again"
        ) from error


def _stub_in_git(question: Question, course: Course) -> bytes:
    name = f"exercises/{question.stem}.py"
    try:
        # `./` is relative to the working folder: a course may lie deep in a repository.
        done = subprocess.run(
            ["git", "cat-file", "blob", f"HEAD:./{name}"], cwd=course.root, capture_output=True, check=True
        )
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip() or f"git ended with {error.returncode}"
    except OSError as error:
        why = f"git cannot be run: {error.strerror}"
    else:
        return done.stdout
    raise MachineFault(
        f"the original of {name} is not to be had from git ({why})",
        todo="work in a folder of your own, made with `ch4 init DIR`",
    )


def _write_whole(path: Path, content: bytes) -> None:
    """All of `content` or what was there before, whatever happens meanwhile."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _file_stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
