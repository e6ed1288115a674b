"""`ch4 check question 9` from cold, against `import torch` alone and a plain pytest that imports torch.

python -m benchmarks.cold_start [ROUNDS]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import CH4, PYTHON, ROOT, Command, alternate, machine, ratio, seconds, told

TARGET = 1.5
_STEM = "q09_tensor_slice"
_PLAIN_TEST = """import torch


def test_the_corner():
    assert (torch.arange(1, 10).view(3, 3) * 2)[1:, 1:].tolist() == [[10, 12], [16, 18]]
"""


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="ch4-benchmark-") as name:
        folder = Path(name)
        workspace = folder / "workspace"
        seconds(((CH4, "init", str(workspace)), folder))
        shutil.copy(ROOT / "solutions" / f"{_STEM}.py", workspace / "exercises")
        plain = folder / "plain"
        plain.mkdir()
        (plain / "test_corner.py").write_text(_PLAIN_TEST, encoding="utf-8")
        check, torch, pytest = "ch4 check question 9", "import torch", "pytest, with import torch"
        commands: dict[str, Command] = {
            check: ((CH4, "check", "question", "9"), workspace),
            torch: ((PYTHON, "-c", "import torch"), folder),
            pytest: ((PYTHON, "-m", "pytest", "-q"), plain),
        }
        print(machine())
        times = alternate(commands, rounds)
    for what, values in times.items():
        print(f"{what:<26} {told(values):<22} {ratio(values, times[torch]):.2f} × import torch")
    print(f"target: at most {TARGET} × import torch; {rounds} rounds, medians")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
