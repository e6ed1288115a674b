"""The smallest course that works, to begin one's own from."""

from __future__ import annotations

import shutil
from pathlib import Path

from ch4.errors import MachineFault, WrongUsage

_TEMPLATE = Path(__file__).parent / "template"


def new_course(folder: Path) -> tuple[Path, ...]:
    """Write it into `folder`, which must be empty or not there yet; the files, relative to it.

    Raises `WrongUsage` for a folder with something in it, `MachineFault` where it cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise WrongUsage(f"{folder} is not empty", todo="name a new folder")
        shutil.copytree(_TEMPLATE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise MachineFault(
            f"{folder} cannot be written ({error.strerror})", todo="name another folder"
        ) from error
    return tuple(sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()))
