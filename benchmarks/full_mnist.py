"""The whole check of research 2 with its reference solution: accuracy, wall time, and peak memory.

python -m benchmarks.full_mnist [ROUNDS]

Memory is the proportional set size (PSS) of the grader, the fork server and the worker together, sampled ten
times a second from outside: a page that processes share counts once. A short peak between samples is missed.
CPU time is that of all of them; on a busy machine it says more than the wall time.
"""

from __future__ import annotations

import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.timing import CH4, ROOT, machine
from ch4 import datasets

TARGETS = "targets: at least 97 %, at most 20 s, at most 1.5 GB"


@dataclass(frozen=True)
class Run:
    """One check, as it was seen from outside, and its report."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    processes_at_peak: int
    report: dict[str, Any]

    @property
    def accuracy(self) -> float:
        """The best that a criterion measured of the trained model."""
        metrics = [c["metrics"] for question in self.report["questions"] for c in question["criteria"]]
        return max((m["accuracy"] for m in metrics if "accuracy" in m), default=float("nan"))


def main(rounds: int) -> None:
    print(machine())
    print(f"data: {datasets.source()}")
    runs = []
    for _ in range(rounds):
        runs.append(run := _check())
        verdict = run.report["questions"][0]["verdict"]
        print(
            f"{verdict}   accuracy {run.accuracy:.2%}   {run.seconds:.1f} s wall, "
            f"{run.cpu_seconds:.1f} s CPU   peak {run.peak_bytes / 1e9:.2f} GB "
            f"({run.processes_at_peak} processes)"
        )
    print(
        f"medians: accuracy {statistics.median(run.accuracy for run in runs):.2%}, "
        f"{statistics.median(run.seconds for run in runs):.1f} s; "
        f"highest peak {max(run.peak_bytes for run in runs) / 1e9:.2f} GB"
    )
    print(TARGETS)


def _check() -> Run:
    with tempfile.TemporaryDirectory(prefix="ch4-benchmark-") as name:
        output = Path(name) / "report.json"
        words = [CH4, "check", "research", "2", "--answers", str(ROOT / "solutions")]
        words += ["--format", "json"]
        started, cpu = time.perf_counter(), _cpu_of_children()
        with output.open("wb") as file:
            process = subprocess.Popen(words, cwd=name, stdin=subprocess.DEVNULL, stdout=file)
        peak, count = 0, 0
        while process.poll() is None:
            sizes = _memory(process.pid)
            if sum(sizes) > peak:
                peak, count = sum(sizes), len(sizes)
            time.sleep(0.1)
        taken = time.perf_counter() - started
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(words)} ended with {process.returncode} and no report")
        return Run(taken, _cpu_of_children() - cpu, peak, count, json.loads(output.read_bytes()))


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> list[int]:
    """The PSS in bytes of a process and of every descendant."""
    sizes = []
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                sizes.append(process.memory_full_info().pss)
    return sizes


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
