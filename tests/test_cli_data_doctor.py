"""`ch4 data` and `ch4 doctor`, as a shell runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ch4.diagnosis import Finding, examine

Run = Callable[..., subprocess.CompletedProcess[str]]

REAL_MNIST = os.environ.get("CH4_DATA")
needs_mnist = pytest.mark.skipif(not REAL_MNIST, reason="CH4_DATA names no folder with MNIST on this machine")

TORCH = """
__version__ = "2.13.0+cpu"
class _No:
    is_available = staticmethod(lambda: False)
class _Sum:
    sum = lambda self: self
    item = lambda self: 2.0
class backends:
    mps = _No
cuda = _No
ones = lambda *shape, device: _Sum()
"""
TORCHVISION = '__version__ = "0.28.0"\n'
MISMATCHED = 'raise RuntimeError("operator torchvision::nms does not exist")\n'


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., None]:
    """Put stand-ins before the real torch and torchvision: their code, and what their metadata says."""

    def one(name: str, version: str, code: str, requires: str = "") -> None:
        package, info = (tmp_path / "site" / folder for folder in (name, f"{name}-{version}.dist-info"))
        package.mkdir(parents=True)
        info.mkdir()
        (package / "__init__.py").write_text(code)
        asked = f"Requires-Dist: {requires}\n" if requires else ""
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{asked}")

    def both(*, torch: str = TORCH, torchvision: str = TORCHVISION, requires: str = "torch==2.13.0") -> None:
        one("torch", "2.13.0+cpu", torch)
        one("torchvision", "0.28.0", torchvision, requires)

    return both


@pytest.fixture
def ch4(tmp_path: Path) -> Run:
    """Run `ch4` in an empty folder, with an empty cache and, unless given, no CH4_DATA."""
    empty = tmp_path / "work"
    empty.mkdir()
    home = {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONPATH": str(tmp_path / "site"),
    }

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if k not in ("CH4_DATA", "COLUMNS")} | home | environment
        command = [sys.executable, "-m", "ch4", *words]
        return subprocess.run(command, capture_output=True, text=True, cwd=empty, env=env, timeout=120)

    return run


def findings(run: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {each["subject"]: each for each in json.loads(run.stdout)["findings"]}


def words(text: str) -> str:
    """A table's text with its line breaks undone."""
    return " ".join(text.split())


def write_mnist(root: Path) -> Path:
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        images = np.zeros((20, 28, 28), np.uint8)
        header = b"\0\0\x08\x03" + np.array(images.shape, ">i4").tobytes()
        (raw / f"{part}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        labels = (np.arange(20) % 10).astype(np.uint8)
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0\0\x14" + labels.tobytes())
    return raw


# ch4 data


def test_status_names_the_cache_and_the_built_in_digits_where_there_is_nothing(
    ch4: Run, tmp_path: Path
) -> None:
    run = ch4("data", "status")
    assert run.returncode == 0
    assert f"the cache: {tmp_path / 'cache' / 'ch4' / 'data'}\n  no MNIST/raw there" in run.stdout
    assert "A check uses: built-in digits (14,000 images)" in run.stdout


@needs_mnist
def test_status_checks_the_checksums_of_what_ch4_data_holds(ch4: Run) -> None:
    run = ch4("data", "status", CH4_DATA=str(REAL_MNIST))
    assert run.returncode == 0
    assert f"CH4_DATA: {REAL_MNIST}" in run.stdout
    assert run.stdout.count("checksum ok") == 4
    assert f"A check uses: MNIST (60,000 + 10,000 images) in {REAL_MNIST}" in run.stdout


def test_status_says_which_file_is_not_as_published(ch4: Run, tmp_path: Path) -> None:
    write_mnist(tmp_path / "small")
    run = ch4("data", "status", CH4_DATA=str(tmp_path / "small"))
    assert run.stdout.count("WRONG CHECKSUM: not MNIST as published") == 4
    assert "A check uses: MNIST (20 + 20 images)" in run.stdout


def test_status_shows_what_is_there_before_it_says_what_is_wrong(ch4: Run, tmp_path: Path) -> None:
    raw = write_mnist(tmp_path / "small")
    (raw / "t10k-labels-idx1-ubyte").unlink()
    run = ch4("data", "status", CH4_DATA=str(tmp_path / "small"))
    assert run.returncode == 3
    assert re.search(r"t10k-labels-idx1-ubyte +missing", run.stdout)
    assert run.stderr.startswith(f"ch4: CH4_DATA is {tmp_path / 'small'}, but there is no ")
    assert run.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_download_without_a_network_ends_soon_in_one_line(ch4: Run, tmp_path: Path) -> None:
    # A proxy that nobody answers for: no network, also on a machine that has one.
    nobody = "http://127.0.0.1:1"
    root = tmp_path / "root"
    run = ch4("data", "download", "--root", str(root), http_proxy=nobody, https_proxy=nobody, no_proxy="")
    assert run.returncode == 3
    assert run.stderr.startswith("ch4: MNIST could not be downloaded (Connection refused): ")
    assert f"copy the four unpacked files to {root}/MNIST/raw" in run.stderr
    assert "until then checks use the built-in digits" in run.stderr
    assert run.stderr.count("\n") == 1
    assert list(root.iterdir()) == []


def test_a_download_with_a_broken_torchvision_says_so_and_the_cure(
    ch4: Run, install: Callable[..., None]
) -> None:
    install(torchvision=MISMATCHED)
    run = ch4("data", "download")
    assert run.returncode == 3
    assert "operator torchvision::nms does not exist" in run.stderr
    assert "pip install --force-reinstall torch torchvision" in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_sample_is_written_and_says_of_what(ch4: Run, tmp_path: Path) -> None:
    write_mnist(tmp_path / "small")
    run = ch4("data", "sample", "here", "--digits", "19", "--limit", "1", CH4_DATA=str(tmp_path / "small"))
    assert run.stdout.startswith("4 images in here, from MNIST (20 + 20 images)")
    assert (tmp_path / "work" / "here" / "valid" / "9" / "9.png").is_file()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["work", "--digits", "3,7"], "one after the other"),
        (["site"], "is not empty"),
        (["x", "--limit", "0"], "0"),
    ],
)
def test_a_sample_that_makes_no_sense_is_wrong_usage(
    options: list[str], complaint: str, ch4: Run, install: Callable[..., None], tmp_path: Path
) -> None:
    install()
    folder, *rest = options
    run = ch4("data", "sample", str(tmp_path / folder), *rest)
    assert run.returncode == 2
    assert complaint in run.stderr
    assert "Traceback" not in run.stderr


# ch4 doctor


def test_the_doctor_finds_nothing_that_prevents_checks(ch4: Run, install: Callable[..., None]) -> None:
    install()
    run = ch4("doctor")
    assert run.returncode == 0
    assert run.stderr == ""
    assert "Nothing prevents checks." in run.stdout
    for subject in (
        "Python",
        "course",
        "torch",
        "torchvision",
        "GPU",
        "matplotlib",
        "data",
        "isolation",
        "workspace",
    ):
        assert re.search(rf"^(ok|warn) +{subject} ", run.stdout, re.MULTILINE), subject


def test_the_doctor_names_the_pair_that_was_not_built_together(
    ch4: Run, install: Callable[..., None]
) -> None:
    install(torchvision=MISMATCHED)
    run = ch4("doctor")
    assert run.returncode == 3
    said = words(run.stdout)
    assert (
        "problem torchvision does not import: RuntimeError: operator torchvision::nms does not exist" in said
    )
    assert "torch 2.13.0+cpu beside torchvision 0.28.0, which asks for torch==2.13.0" in said
    assert "one is most likely a CPU-only and the other a CUDA build" in said
    assert "\n    pip install --force-reinstall torch torchvision\n" in run.stdout
    assert "https://download.pytorch.org/whl/cpu" in said


def test_the_doctor_names_the_matching_versions_where_the_versions_differ(
    ch4: Run, install: Callable[..., None]
) -> None:
    install(torchvision=MISMATCHED, requires="torch==2.9.1")
    run = ch4("doctor")
    assert run.returncode == 3
    assert "which asks for torch==2.9.1" in words(run.stdout)
    assert "\n    pip install --force-reinstall torch==2.9.1 torchvision==0.28.0\n" in run.stdout


def test_a_pair_that_imports_but_does_not_match_is_a_warning(ch4: Run, install: Callable[..., None]) -> None:
    install(requires="torch (>=2.14.0)")
    run = ch4("doctor", "--format", "json")
    assert run.returncode == 0
    assert findings(run)["torchvision"]["level"] == "warn"
    assert "asks for torch>=2.14.0" in findings(run)["torchvision"]["what"]


@pytest.mark.parametrize(
    ("torch", "what"),
    [
        ("raise ModuleNotFoundError(\"No module named 'torch'\")", "No module named 'torch'"),
        ("import os; os.kill(os.getpid(), 11)", "importing it takes Python down (killed by SIGSEGV)"),
        ("import os; os._exit(9)", "importing it takes Python down (exit status 9)"),
    ],
)
def test_a_torch_that_cannot_be_imported_prevents_checks(
    torch: str, what: str, ch4: Run, install: Callable[..., None]
) -> None:
    install(torch=torch)
    run = ch4("doctor", "--format", "json")
    assert run.returncode == 3
    assert json.loads(run.stdout)["ok"] is False
    assert findings(run)["torch"]["level"] == "problem"
    assert what in findings(run)["torch"]["what"]
    assert findings(run)["torch"]["command"] == "pip install --force-reinstall torch torchvision"


@pytest.mark.slow
def test_an_import_that_hangs_is_reported_once_its_time_is_over(
    tmp_path: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(torchvision="import time; time.sleep(600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    found: dict[str, Finding] = {each.subject: each for each in examine(tmp_path, seconds=2)}
    assert found["torch"].level == "ok"
    assert found["torchvision"].level == "problem"
    assert "importing it was not over after 2 s" in found["torchvision"].what


def test_a_gpu_that_torch_cannot_use_is_a_warning(ch4: Run, install: Callable[..., None]) -> None:
    remark = (
        "import warnings\n_No.is_available = staticmethod(lambda: bool(warnings.warn('driver too old')))\n"
    )
    install(torch=TORCH + remark)
    run = ch4("doctor", "--format", "json")
    assert run.returncode == 0
    assert findings(run)["GPU"]["level"] == "warn"
    assert "driver too old" in findings(run)["GPU"]["what"]


@pytest.mark.slow
def test_the_doctor_says_what_data_a_check_uses_and_what_is_wrong_with_it(
    ch4: Run, install: Callable[..., None], tmp_path: Path
) -> None:
    install()
    assert findings(ch4("doctor", "--format", "json"))["data"]["level"] == "warn"
    raw = write_mnist(tmp_path / "small")
    run = ch4("doctor", "--format", "json", CH4_DATA=str(tmp_path / "small"))
    assert findings(run)["data"]["what"] == f"MNIST (20 + 20 images) in {tmp_path / 'small'}"
    (raw / "train-images-idx3-ubyte").write_bytes(b"")
    run = ch4("doctor", "--format", "json", CH4_DATA=str(tmp_path / "small"))
    assert run.returncode == 3
    assert findings(run)["data"]["what"] == f"{raw}/train-images-idx3-ubyte is empty"


def test_the_table_fits_eighty_columns_and_is_plain_where_it_is_not_a_terminal(
    ch4: Run, install: Callable[..., None]
) -> None:
    install(torchvision=MISMATCHED)
    run = ch4("doctor")
    assert "\x1b" not in run.stdout
    assert max(len(line) for line in run.stdout.splitlines()) <= 80


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux has a /proc, where nobody can write")
def test_a_folder_that_cannot_be_written_is_a_problem(ch4: Run, install: Callable[..., None]) -> None:
    install()
    run = ch4("doctor", "--workspace", "/proc", "--format", "json")
    assert run.returncode == 3
    assert findings(run)["workspace"]["level"] == "problem"


@pytest.mark.slow
def test_the_torch_and_torchvision_installed_here_are_found_well(ch4: Run) -> None:
    run = ch4("doctor", "--format", "json")
    assert run.returncode == 0, run.stdout
    assert findings(run)["torch"]["level"] == "ok"
    assert findings(run)["torchvision"]["level"] == "ok"
