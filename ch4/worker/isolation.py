"""What a worker gives up before it meets the answer: the one place for dropping rights.

enter()      in the worker, after its channel is open and before the answer's file is read
hide()       in the fork server, and hidden() in the judge: the worker must not look into them
describe()   what is enforced on this machine, for `ch4 doctor`
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator

# https://man7.org/linux/man-pages/man2/prctl.2.html
_PR_SET_PDEATHSIG = 1
_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38


def enter() -> None:
    """Die with the parent, and never gain rights (set-user-id programs run without theirs)."""
    die_with_parent()
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 1)  # its own /proc/self belongs to it again


def die_with_parent() -> None:
    """End when the process that started this one ends, however that comes."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL if sys.platform != "win32" else 0)


def hide() -> None:
    """Keep other processes of the same user, root's excepted, from this one's memory, environment and
    descriptors: no ptrace, no /proc/<pid>/mem, environ or fd."""
    _prctl(_PR_SET_DUMPABLE, 0)


@contextlib.contextmanager
def hidden() -> Iterator[None]:
    """`hide`, for a while: the judge holds what is expected, and secrets in its environment."""
    before = _prctl(_PR_GET_DUMPABLE, 0)
    hide()
    try:
        yield
    finally:
        if before == 1:
            _prctl(_PR_SET_DUMPABLE, 1)


def bounds() -> tuple[object, ...]:
    """What this process may use. Any process of the same user can lower all of it."""
    if sys.platform != "linux":
        return ()
    import resource

    limits = [resource.getrlimit(number) for name, number in vars(resource).items() if "RLIMIT_" in name]
    return *limits, os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none can slip away."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def describe() -> list[tuple[str, bool, str]]:
    """(what, whether it works here, a remark), a line each."""
    linux = sys.platform == "linux"
    return [
        (
            "own process",
            True,
            "forked from a server that has imported torch" if linux else "spawned, so slower",
        ),
        ("time and output", True, "a time-out names the line it was stuck on"),
        ("memory", True, "refused at the limit, with the line" if linux else "watched from outside"),
        (
            "leftover processes",
            linux,
            "every descendant is ended" if linux else "those still in sight are ended",
        ),
        ("environment", True, "only an allowlist of variables reaches the answer"),
        ("files and network", False, "not closed to the answer: check only code that you would run yourself"),
    ]


def _prctl(option: int, value: int) -> int | None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0))
    return None
