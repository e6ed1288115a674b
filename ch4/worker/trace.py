"""The file in which a worker leaves word of where it stands, for when it can no longer say so itself.

faulthandler writes it, from a thread of its own when the time is up and from signal handlers when the process
falls; so it works inside a C call too, and where Python's own state is broken.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

_STARTED = b"started\n"
_MOST = 100_000  # bytes to look at: the file is within the answer's reach
_DUMP = re.compile(r"^(?=Timeout \(|Fatal Python error|Stack \()", re.MULTILINE)
_THREAD = re.compile(r"^(?=Current thread|Thread 0x)", re.MULTILINE)


class TraceWriter:
    """The worker's side."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b", buffering=0)
        faulthandler.enable(self._file)
        self._report_exits()

    def started(self) -> None:
        """From now on, it is the answer that takes time."""
        self._file.write(_STARTED)

    @contextlib.contextmanager
    def watching(self, seconds: float) -> Iterator[None]:
        """Write where every thread stands once the time is up; the judge then ends this process."""
        self._file.seek(len(_STARTED))
        self._file.truncate()
        faulthandler.dump_traceback_later(seconds, file=self._file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _report_exits(self) -> None:
        """`os._exit` leaves no trace of its own; the learner should still hear on which line it stood."""
        leave, worker = os._exit, os.getpid()

        def exit_with_trace(status: int) -> NoReturn:
            if os.getpid() == worker:  # in a process that the answer forked, it is the way to leave
                faulthandler.dump_traceback(self._file, all_threads=False)
            leave(status)

        os._exit = exit_with_trace


class TraceReader:
    """The judge's side, which makes the file and keeps it open.

    What stands under its name later may be anything, a pipe that nobody writes to for one.
    """

    def __init__(self, path: Path, answer: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        # As faulthandler writes names: in ASCII.
        name = str(answer).encode("ascii", "backslashreplace").decode("ascii")
        self._line = re.compile(rf'File "{re.escape(name)}", line (\d{{1,9}})')

    def has_started(self) -> bool:
        return os.fstat(self._file.fileno()).st_size > 0

    def line(self) -> int | None:
        """The answer's innermost line in the last dump: of the thread that fell, else of the main thread."""
        self._file.seek(0)
        dump = _DUMP.split(self._file.read(_MOST).decode("utf-8", "replace"))[-1]
        threads = _THREAD.split(dump)
        threads.sort(key=lambda text: text.startswith("Current thread"))
        # faulthandler lists the newest thread first, so the main thread is the last.
        found = [match for text in threads if (match := self._line.search(text))]
        return int(found[-1][1]) if found else None

    def close(self) -> None:
        self._file.close()
