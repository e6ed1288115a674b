"""The folder that results go to. Each file in it is whole: the one from before, or the new one.

    with opened(Path("out")) as out:
        out.kept("ada")                       → her report, if there is one that can be read
        out.keep("ada", report)               out/reports/ada.json
        out.write("gradebook.csv", data)

A report carries the fingerprint of what it was made from. So the two are written at once, and no kill can
part them; and who wants a learner judged anew deletes the report.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ch4.errors import MachineFault
from ch4.report import Report, to_json

_LONGEST_NAME = 240  # bytes; file systems allow 255, and the ending and a sign of ours come to it
_PART = ".part"


class GradedReport(Report, frozen=True, kw_only=True):
    """`ch4.report/1` with one field more: a hash of what it was made from; `""` asks for another try."""

    fingerprint: str


class Out:
    """The folder, while this process alone writes into it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reports = root / "reports"

    def report_file(self, name: str) -> Path:
        """Where the report of the learner with this folder's name is."""
        return self._reports / f"{_file_name(name)}.json"

    def kept(self, name: str) -> GradedReport | None:
        """What is there of an earlier run; None too where that was no report of ours."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self.report_file(name).read_bytes(), type=GradedReport)
        return None

    def keep(self, name: str, report: GradedReport) -> None:
        with _refusals(self.root):
            _write_whole(self.report_file(name), to_json(report) + b"\n")

    def write(self, name: str, data: bytes) -> None:
        with _refusals(self.root):
            _write_whole(self.root / name, data)

    def others(self, names: set[str]) -> int:
        """How many reports there are of learners with none of these names."""
        expected = {self.report_file(name).name for name in names}
        found = {path.name for path in self._reports.glob("*.json") if not path.name.startswith(".")}
        return len(found - expected)

    def prepare(self) -> None:
        """Make the folders."""
        self._reports.mkdir(parents=True, exist_ok=True)

    def sweep(self) -> None:
        """Remove what a process that was killed has left half-written."""
        for folder in (self.root, self._reports):
            for path in folder.glob(f".*{_PART}"):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Out]:
    """The folder, made if need be. Raises `MachineFault` where it cannot be used, or another `ch4` does.

    Each write raises that too.
    """
    out = Out(root)
    with contextlib.ExitStack() as stack:
        with _refusals(root):
            out.prepare()
            stack.enter_context(_alone(root))
            out.sweep()
        yield out


@contextlib.contextmanager
def _refusals(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MachineFault(
            f"{error.filename or root} cannot be written ({error.strerror})",
            todo="see to its rights and the disk's free space, or name another folder with -o",
        ) from error


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two at once would judge everything twice. The kernel lifts the lock when its holder ends, however."""
    with (root / ".lock").open("a") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise MachineFault(f"another ch4 is grading into {root}", todo="let it finish") from error
        yield


def _file_name(name: str) -> str:
    raw = os.fsencode(name)
    if len(raw) <= _LONGEST_NAME:
        return name
    return os.fsdecode(raw[: _LONGEST_NAME - 17]) + "~" + hashlib.sha256(raw).hexdigest()[:16]


def _write_whole(path: Path, data: bytes) -> None:
    """On return it is on disk; a kill or a loss of power leaves what was there before."""
    part = path.with_name(f".{os.getpid()}{_PART}")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
