"""A process of `ch4`'s own, for a kernel: what it is asked comes back through a pipe that nobody else holds.

done = run("ch4", "check", "--format", "json", "--", "q09", folder=folder)
done.output, done.code, done.last_words
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 2.0  # seconds


@dataclass(frozen=True)
class Done:
    """How a process ended; `last_words` is the last line that it said on standard error."""

    code: int
    output: bytes
    last_words: str


def run(module: str, *words: str, folder: Path, stdin: bytes = b"") -> Done:
    """`python -m module words`, started in `folder`; waits for its end."""
    # -P: files of the learner lie in the current folder, and one may be called `torch.py`.
    with subprocess.Popen(
        [sys.executable, "-P", "-m", module, *words],
        cwd=folder,
        env=os.environ | {"MPLBACKEND": "Agg"},  # a kernel's own is of no use outside of it
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            output, errors = process.communicate(stdin)
        except BaseException:
            _end(process)
            raise
    said = errors.decode("utf-8", "replace").strip().splitlines()
    last_words = said[-1].removeprefix("ch4: ") if said else f"{module} ended with {process.returncode}"
    return Done(process.returncode, output, last_words)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C mostly reaches it too: let it put its own things away, then ask it to, then kill it."""
    for stop in (None, signal.SIGINT, signal.SIGTERM if os.name == "nt" else signal.SIGKILL):
        with contextlib.suppress(OSError, ValueError):
            if stop:
                process.send_signal(stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
            return
