"""What the second and every later question of a check costs beyond the answer's own work.

python -m benchmarks.per_question [ROUNDS]

A made-up course of questions that each pass a tensor to the answer and compare what comes back, twice. One
`ch4 check all` prints a line as each is done; the time between two lines is a later question's wall time.
The graders measure their calls in the worker, and that time is taken off: what is left is ch4's.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from benchmarks.timing import CH4, machine

TARGET_MS = 30.0
QUESTIONS = 31
TITLE = "Twice as much"
_ANSWER = "import torch\n\n\ndef double(x):\n    return x * 2\n"
_GRADER = '''import torch

from ch4.grading import expect


def test_doubles(answer, measure):
    """Every number is doubled."""
    result = answer.double(torch.arange(12.0).view(3, 4))
    measure(own_seconds=result.seconds)
    expect(result).equals(torch.arange(12.0).view(3, 4) * 2)


def test_keeps_the_shape(answer, measure):
    """The shape stays as it was."""
    result = answer.double(torch.zeros(2, 3))
    measure(own_seconds=result.seconds)
    expect(result).has_shape(2, 3)
'''


def main(rounds: int) -> None:
    print(machine())
    with tempfile.TemporaryDirectory(prefix="ch4-benchmark-") as name:
        course = Path(name)
        _make(course)
        runs = [_gaps(course) for _ in range(rounds)]
        own_ms = _own_seconds(course) * 1000
    for gaps in runs:
        print(f"median {statistics.median(gaps) * 1000:.1f} ms, slowest {max(gaps) * 1000:.1f} ms")
    wall_ms = statistics.median(gap for gaps in runs for gap in gaps) * 1000
    print(f"a later question: {wall_ms:.1f} ms wall, {own_ms:.1f} ms of it the answer's own work")
    print(f"ch4's part: {wall_ms - own_ms:.1f} ms; target: at most {TARGET_MS:.0f} ms")
    print(f"{rounds} runs of {QUESTIONS} questions, medians")


def _gaps(course: Path) -> list[float]:
    """Seconds from each question's line on the screen to the next one's."""
    words = (CH4, "check", "all", "--answers", "solutions")
    seen = []
    with subprocess.Popen(
        words, cwd=course, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        for line in run.stdout:
            if TITLE in line:
                seen.append(time.perf_counter())
    if run.returncode or len(seen) != QUESTIONS:
        raise SystemExit(f"{' '.join(words)} ended with {run.returncode} after {len(seen)} questions")
    return [later - earlier for earlier, later in pairwise(seen)]


def _make(course: Path) -> None:
    lines = ['name = "toy"', 'title = "Doubling"', 'preload = ["torch"]', "[[section]]"]
    lines += ['name = "only"', 'title = "Doubling"']
    for folder in ("exercises", "solutions", "graders", "quiz"):
        (course / folder).mkdir()
    for number in range(1, QUESTIONS + 1):
        stem = f"q{number:02}_double"
        lines += [
            "[[section.question]]",
            f'address = "q{number:02}"',
            'slug = "double"',
            f'title = "{TITLE}"',
        ]
        (course / "exercises" / f"{stem}.py").write_text(
            "def double(x):\n    raise NotImplementedError\n", encoding="utf-8"
        )
        (course / "solutions" / f"{stem}.py").write_text(_ANSWER, encoding="utf-8")
        (course / "graders" / f"test_{stem}.py").write_text(_GRADER, encoding="utf-8")
    (course / "course.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _own_seconds(course: Path) -> float:
    """The answer's own time in a later question: its calls, as the worker timed them."""
    words = (CH4, "check", "all", "--answers", "solutions", "--format", "json")
    run = subprocess.run(words, cwd=course, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    later = json.loads(run.stdout)["questions"][1:]
    return statistics.median(sum(c["metrics"]["own_seconds"] for c in q["criteria"]) for q in later)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
