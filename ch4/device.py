"""Where answers train: the words of `--device`, and what they come to on this machine."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from ch4.errors import MachineFault

CHOICES = ("auto", "cpu", "cuda", "mps")


def resolve(choice: str) -> str:
    """`cpu`, `cuda` or `mps`. Raises `MachineFault` when the one asked for is not here.

    Where there can be no GPU at all, torch is not imported to ask: that takes longer than most checks.
    """
    if choice == "cpu" or (choice == "auto" and not _may_have_gpu()):
        return "cpu"
    try:
        import torch
    except Exception as error:
        raise MachineFault(f"torch cannot be imported ({error})", todo="run `ch4 doctor`") from error
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if choice == "auto":
        return next((name for name, is_there in there.items() if is_there), "cpu")
    if not there[choice]:
        raise MachineFault(f"there is no {choice} device here", todo="take --device cpu, or see `ch4 doctor`")
    return choice


def _may_have_gpu() -> bool:
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False
    if sys.platform == "linux":
        return any(Path(name).exists() for name in ("/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg", "/dev/kfd"))
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    return True
