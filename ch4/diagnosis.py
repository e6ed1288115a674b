"""What works on this machine, what does not, and what to do about it: the examinations behind `ch4 doctor`.

    for finding in examine(Path.cwd()):
        finding.level     "ok", "warn" (worse, but checks run) or "problem" (some check cannot run)

What may crash or hang is imported in a process of its own, under a time limit.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from ch4 import __version__, datasets
from ch4.course import Course
from ch4.errors import Ch4Error

Level = Literal["ok", "warn", "problem"]


@dataclass(frozen=True)
class Finding:
    """One thing examined: what it is like and means, what to do, and the shell command that does it."""

    subject: str
    level: Level
    what: str
    todo: str = ""
    command: str = ""


@dataclass(frozen=True)
class Ran:
    """The code ended well; the last line that it printed."""

    said: str


@dataclass(frozen=True)
class Refused:
    """The code ended with an exception; the traceback's last line."""

    error: str


@dataclass(frozen=True)
class Crashed:
    """The process died of a signal or a bare exit status."""

    how: str


@dataclass(frozen=True)
class Hung:
    """The process was still at it after so many seconds, and was ended."""

    seconds: float


Outcome = Ran | Refused | Crashed | Hung

_IMPORT = "import {0}; print({0}.__version__)"
_GPU = """
import json, warnings, torch
with warnings.catch_warnings(record=True) as remarks:
    warnings.simplefilter("always")
    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
remark = str(remarks[0].message) if remarks else ""
name = device
try:
    name = torch.cuda.get_device_name(0) if device == "cuda" else device
    torch.ones(2, device=device).sum().item()
except RuntimeError as error:
    remark = str(error)
print(json.dumps([device, name, remark.partition(chr(10))[0]]))
"""


def examine(start: Path, *, seconds: float = 60.0) -> tuple[Finding, ...]:
    """Everything, for a learner whose folder is `start`; no import may take longer than `seconds`."""
    with ThreadPoolExecutor() as pool:
        imports = {
            name: pool.submit(attempt, _IMPORT.format(name), seconds)
            for name in ("torch", "torchvision", "matplotlib")
        }
        gpu = pool.submit(attempt, _GPU, seconds)
        return (
            _python(),
            _course(start),
            judge_torch(imports["torch"].result()),
            judge_torchvision(imports["torchvision"].result(), imports["torch"].result()),
            judge_gpu(gpu.result()),
            judge_matplotlib(imports["matplotlib"].result()),
            _data(),
            *_isolation(),
            _folder(start),
        )


def attempt(code: str, seconds: float) -> Outcome:
    """Run Python code in a process of its own."""
    environment = os.environ | {"MPLBACKEND": "agg"}
    # -P: a learner's own torch.py in the current folder is not what is examined here.
    command = [sys.executable, "-P", "-c", code]
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=seconds,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return Hung(seconds)
    said, complaint = run.stdout.strip().splitlines(), run.stderr.strip().splitlines()
    if run.returncode == 0:
        return Ran(said[-1] if said else "")
    if run.returncode == 1 and complaint:
        return Refused(complaint[-1])
    if run.returncode < 0:
        return Crashed(f"killed by {signal.Signals(-run.returncode).name}")
    return Crashed(f"exit status {run.returncode}")


def _fault(outcome: Refused | Crashed | Hung) -> str:
    match outcome:
        case Refused(error):
            return f"does not import: {error}"
        case Crashed(how):
            return f"importing it takes Python down ({how})"
        case Hung(seconds):
            return f"importing it was not over after {seconds:g} s"


def _python() -> Finding:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    what = f"{platform.python_version()} ({sys.executable}) on {system}"
    return Finding("Python", "ok", what)


def _course(start: Path) -> Finding:
    try:
        course = Course.find(start)
    except Ch4Error as error:
        return Finding("course", "problem", error.what, error.todo)
    questions = f"{len(course.questions)} questions, in {course.root}"
    return Finding("course", "ok", f"“{course.title}” with {questions}; ch4 {__version__}")


def judge_torch(outcome: Outcome) -> Finding:
    """torch, by how its import went. Nothing can be checked without it."""
    if not isinstance(outcome, Ran):
        reinstall = "pip install --force-reinstall torch torchvision"
        return Finding(
            "torch",
            "problem",
            _fault(outcome),
            "nothing can be checked without torch; reinstall it",
            reinstall,
        )
    wanted = _requirement("ch4", "torch")
    if wanted and not wanted.specifier.contains(outcome.said, prereleases=True):
        return Finding(
            "torch",
            "warn",
            f"{outcome.said}; ch4 is made for torch{wanted.specifier}",
            "update it together with torchvision",
            "pip install --upgrade torch torchvision",
        )
    return Finding("torch", "ok", outcome.said)


def judge_torchvision(outcome: Outcome, torch: Outcome) -> Finding:
    """torchvision, by how its import and torch's went.

    The known problem is a torch and a torchvision that were not built together, which ends in `operator
    torchvision::nms does not exist`: torchvision's compiled half fails to load, silently, and its Python half
    then finds none of the operators that it is about to describe.
    """
    if not isinstance(torch, Ran):
        return Finding("torchvision", "warn", "cannot be examined without torch")
    found, installed, wanted = torch.said, _version("torchvision"), _requirement("torchvision", "torch")
    fits = wanted is None or wanted.specifier.contains(found, prereleases=True)
    pair = f"torch {found} beside torchvision {installed}"
    if wanted and wanted.specifier:
        pair += f", which asks for torch{wanted.specifier}"
    if isinstance(outcome, Ran) and fits:
        return Finding("torchvision", "ok", outcome.said)
    todo = "reinstall the two together, from one index"
    command = _reinstall(None if fits else wanted, installed)
    if build := found.partition("+")[2]:
        todo += f" (for {build} builds add --index-url https://download.pytorch.org/whl/{build})"
    if isinstance(outcome, Ran):
        return Finding("torchvision", "warn", f"imports, but is no match: {pair}", todo, command)
    what = f"{_fault(outcome)}. "
    if isinstance(outcome, Refused) and "torchvision::nms" in outcome.error:
        what += f"torch and torchvision are not of one build: {pair}. "
        if fits:
            what += "The versions agree, so one is most likely a CPU-only and the other a CUDA build. "
    elif installed:
        what += f"Found: {pair}. "
    return Finding(
        "torchvision", "problem", f"{what}An answer that uses torchvision cannot be checked.", todo, command
    )


def _reinstall(wanted: Requirement | None, torchvision: str | None) -> str:
    """The command that installs a pair: the one that torchvision's metadata names, if it names one.

    Where only the builds differ, `wanted` is None: a version named would let pip take the same build again.
    """
    exact = [each.version for each in wanted.specifier if each.operator == "=="] if wanted else []
    pair = f"torch=={exact[0]} torchvision=={torchvision}" if exact else "torch torchvision"
    return f"pip install --force-reinstall {pair}"


def judge_gpu(outcome: Outcome) -> Finding:
    """The accelerator, by what torch said of it. None is fine."""
    if not isinstance(outcome, Ran):
        return Finding("GPU", "warn", "cannot be examined without torch")
    device, name, remark = json.loads(outcome.said)
    if remark:
        todo = "check with `--device cpu`, or mend the GPU's driver"
        return Finding("GPU", "warn", f"none that torch can use: {remark}", todo)
    if device == "cpu":
        return Finding("GPU", "ok", "none; that is fine, checks run on the CPU")
    return Finding("GPU", "ok", f"{name} ({device})")


def judge_matplotlib(outcome: Outcome) -> Finding:
    """matplotlib, by how its import went; only what draws needs it."""
    if isinstance(outcome, Ran):
        return Finding("matplotlib", "ok", outcome.said)
    return Finding(
        "matplotlib",
        "warn",
        f"{_fault(outcome)}. An answer that draws cannot be checked.",
        "reinstall it",
        "pip install --force-reinstall matplotlib",
    )


def _data() -> Finding:
    try:
        phrase = datasets.source()
    except Ch4Error as error:
        return Finding("data", "problem", error.what, error.todo)
    if phrase.startswith("MNIST"):
        return Finding("data", "ok", phrase)
    return Finding("data", "warn", phrase)


def _isolation() -> tuple[Finding, ...]:
    """What the worker's own account is of how far an answer is shut in here."""
    from ch4.worker import isolation

    return tuple(
        Finding("isolation", "ok" if works else "warn", f"{what}: {remark}")
        for what, works, remark in isolation.describe()
    )


def _folder(start: Path) -> Finding:
    """The learner's folder: a check must be able to keep its progress there."""
    try:
        with tempfile.TemporaryFile(dir=start):
            pass
    except OSError as error:
        what = f"{start} cannot be written ({error.strerror}): no progress can be kept there"
        return Finding("workspace", "problem", what, "work in a folder of your own, made with `ch4 init DIR`")
    return Finding("workspace", "ok", f"{start} can be written")


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _requirement(distribution: str, on: str) -> Requirement | None:
    """What a distribution's own metadata asks of another (`Requires-Dist: torch==2.9.0`)."""
    try:
        lines = importlib.metadata.requires(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    asked = (Requirement(line) for line in lines)
    return next((each for each in asked if each.name == on and each.marker is None), None)
