"""What the benchmarks share: a command's wall time, runs that alternate, and their medians."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CH4 = str(Path(sysconfig.get_path("scripts")) / "ch4")
PYTHON = sys.executable

Command = tuple[tuple[str, ...], Path]
"""What to run, and the folder to run it in."""


def seconds(command: Command, expected: int = 0) -> float:
    """The wall time of one run. Raises `SystemExit` with its output when it does not end as expected."""
    words, folder = command
    started = time.perf_counter()
    run = subprocess.run(
        words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - started
    if run.returncode != expected:
        raise SystemExit(f"{' '.join(words)} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
    return taken


def alternate(commands: Mapping[str, Command], rounds: int) -> dict[str, list[float]]:
    """Each command once a round, so that a busy moment meets all of them; the first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if number:
                times[name].append(taken)
    return times


def told(values: list[float]) -> str:
    """`1.93 s (1.88–2.41)`: the median and the range."""
    return f"{statistics.median(values):.2f} s ({min(values):.2f}–{max(values):.2f})"


def ratio(values: list[float], reference: list[float]) -> float:
    """How many times as long, by medians."""
    return statistics.median(values) / statistics.median(reference)


def machine() -> str:
    """The machine in general terms, and how busy it is: figures from a busy one say little."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, torch {version('torch')},"
        f" {platform.system()}{load}"
    )
