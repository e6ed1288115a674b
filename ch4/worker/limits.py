"""Bounds on what a worker may use, set by the worker itself before the answer is loaded."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

_FILE_BYTES = 256 << 20


def limit_memory(memory_mb: int) -> None:
    """Let this process map `memory_mb` MiB beyond what it has mapped now; more raises `MemoryError`.

    Address space, not resident memory, is what the kernel can refuse with an error that names a line. The
    judge watches resident memory from outside as well, which is all there is where `resource` is missing.
    """
    if sys.platform != "linux":
        return
    import resource

    mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    _set(resource.RLIMIT_AS, mapped + (memory_mb << 20))


def limit_files() -> None:
    """No core dumps, and no file beyond a quarter of a gigabyte."""
    if sys.platform == "win32":
        return
    import resource

    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_FSIZE, _FILE_BYTES)


def _set(which: int, value: int) -> None:
    import resource

    # A lower hard limit is already stricter than ours.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, value))
