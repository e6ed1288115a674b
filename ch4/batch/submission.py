"""What one learner handed in, as bytes: read once, bounded, and nothing from outside of its folder.

    folders(Path("class"), leave_out=out)     → [class/ada, class/bob]
    read(Path("class/ada"), course.questions) → Submission

Text is not looked into here: whoever parses what a learner wrote may not live through it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ch4.address import Address
from ch4.course import Question
from ch4.errors import WrongUsage

_ANSWER_BYTES = 1 << 20
_NOTEBOOK_BYTES = 64 << 20
_MOST_BESIDE = 100  # files that answers may import, and that are no answers themselves
_PLACES = ("exercises", "")  # where answers lie; the first one wins, as in a workspace
_NO_LEARNER = frozenset({"__MACOSX", "__pycache__"})  # what zip programs and Python leave behind


@dataclass(frozen=True, kw_only=True)
class Submission:
    """`folder` is its name as it is on disk, `learner` the same as text that UTF-8 can carry.

    `files` were read, by their path in the folder; `answers` says which of them is the answer to what.

    An answer that is there and cannot be read has a sentence in `problems`; `problem` is one on the whole.
    """

    folder: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    answers: Mapping[Address, str] = field(default_factory=dict)
    notebook: str | None = None
    problems: Mapping[Address, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def learner(self) -> str:
        return os.fsencode(self.folder).decode("utf-8", "replace")


def folders(root: Path, leave_out: Path) -> list[Path]:
    """The learners' folders, by name. Raises `WrongUsage` where there is none."""
    try:
        with os.scandir(root) as entries:
            names = sorted(entry.name for entry in entries if _is_learner(root / entry.name))
    except OSError as error:
        raise WrongUsage(
            f"{root} cannot be read ({error.strerror})", todo="name the folder with a folder for each learner"
        ) from error
    found = [root / name for name in names if (root / name).resolve() != leave_out.resolve()]
    if not found:
        raise WrongUsage(
            f"{root} holds no submission", todo="put a folder for each learner there, and the answers into it"
        )
    return found


def read(folder: Path, questions: Sequence[Question]) -> Submission:
    """A learner's answers, or why there are none; `questions` are all of the course."""
    try:
        return _read(folder, questions)
    except _Unreadable as why:
        return Submission(folder=folder.name, problem=str(why))
    except OSError as error:
        return Submission(folder=folder.name, problem=f"the folder cannot be read ({error.strerror})")


class _Unreadable(Exception):
    """Says why, for whoever handed it in."""


def _read(folder: Path, questions: Sequence[Question]) -> Submission:
    if folder.is_symlink():
        raise _Unreadable("it is a link to a folder, and links are not followed: put the folder itself there")
    root = folder.resolve(strict=True)
    top = [entry.name for entry in os.scandir(root) if not entry.name.startswith(".")]
    stems = {question.stem: question.address for question in questions if question.has_code}
    files: dict[str, bytes] = {}
    answers: dict[Address, str] = {}
    problems: dict[Address, str] = {}
    beside = 0
    for name in _python_files(root, top):
        address = stems.get(Path(name).stem)
        if address in answers or (address is None and beside == _MOST_BESIDE):
            continue
        try:
            files[name] = _content(root / name, name, root, _ANSWER_BYTES)
        except _Unreadable as why:
            if address:
                problems[address] = str(why)
            continue
        if address:
            answers[address] = name
            problems.pop(address, None)
        else:
            beside += 1
    if answers or problems:
        return Submission(folder=folder.name, files=files, answers=answers, problems=problems)
    name = _only_notebook(top, questions)
    content = _content(root / name, name, root, _NOTEBOOK_BYTES)
    return Submission(folder=folder.name, files={name: content}, notebook=name)


def _python_files(root: Path, top: Sequence[str]) -> Iterator[str]:
    for place in _PLACES:
        if place and place not in top:
            continue
        names = top if not place else _names(root / place)
        yield from sorted(f"{place}/{name}".lstrip("/") for name in names if _is_python(name))


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return []


def _is_python(name: str) -> bool:
    return name.endswith(".py") and not name.startswith(".")


def _only_notebook(top: Sequence[str], questions: Sequence[Question]) -> str:
    notebooks = sorted(name for name in top if name.endswith(".ipynb"))
    if len(notebooks) == 1:
        return notebooks[0]
    if notebooks:
        raise _Unreadable(f"it holds {len(notebooks)} notebooks, and no telling which counts: leave one")
    example = next((f"{question.stem}.py" for question in questions if question.has_code), "q01_….py")
    raise _Unreadable(f"it holds no answers: neither files like {example} nor a notebook")


def _content(path: Path, name: str, root: Path, most: int) -> bytes:
    """All of a file. Raises `_Unreadable` for whatever is none, is too long, or lies elsewhere."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            raise _Unreadable(f"{name} is a link that leads out of the submission")
        with _opened(real) as descriptor:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise _Unreadable(f"{name} is {'a folder' if stat.S_ISDIR(mode) else 'a pipe'}, not a file")
            with open(descriptor, "rb", closefd=False) as stream:
                content = stream.read(most + 1)
    except RuntimeError as error:  # so says Python 3.11 of links that go round in a circle
        raise _Unreadable(f"{name} is a link to itself") from error
    except OSError as error:
        raise _Unreadable(f"{name} cannot be read ({error.strerror})") from error
    if len(content) > most:
        raise _Unreadable(f"{name} is too long: at most {most >> 20} MiB are read")
    return content


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # Not blocking: a pipe that nobody writes into would be waited for, for ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_learner(path: Path) -> bool:
    return not path.name.startswith(".") and path.name not in _NO_LEARNER and path.is_dir()
