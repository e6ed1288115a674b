"""The folder for all that is judged, which is gone afterwards; after a kill, when the next one is made.

It is not in the folder for results, whose name an answer would then find in its own `__file__`.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ch4.worker.scratch import remove

_PREFIX = "ch4-grade-"
_OLD_S = 60.0  # one that is younger may be just about to be locked


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """A new folder, that nobody else can read."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with _locked(folder):
            yield folder
    finally:
        remove(folder)


def _sweep() -> None:
    """Remove what a process that was killed could not remove: learners' work does not stay around."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            is_ours = sys.platform == "win32" or about.st_uid == os.getuid()
            if stat.S_ISDIR(about.st_mode) and is_ours and time.time() - about.st_mtime > _OLD_S:
                with _locked(folder):
                    remove(folder)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The kernel lifts the lock when its holder ends, however. Raises `OSError` where another holds it."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
