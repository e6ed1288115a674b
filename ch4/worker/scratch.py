"""The folder of one worker, which is gone when the worker is, whatever the answer has put there."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    # resolve(): the temporary folder may be a link, and traces name real paths
    folder = Path(tempfile.mkdtemp(prefix="ch4-")).resolve()
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """`shutil.rmtree` recurses, holds a descriptor a level and stops where it may not write; here each folder
    is first made writable and moved to the top, so that no depth and no permission keeps it alive.
    """
    flat = secrets.token_hex(8)
    todo, moved = [folder], 0
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    while todo:
        current = todo.pop()
        with contextlib.suppress(OSError), os.scandir(current) as entries:
            for entry in list(entries):
                if not entry.is_dir(follow_symlinks=False):
                    with contextlib.suppress(OSError):
                        Path(entry.path).unlink()
                    continue
                moved += 1
                place = folder / f"{flat}-{moved}"
                with contextlib.suppress(OSError):
                    Path(entry.path).chmod(0o700)
                    Path(entry.path).rename(place)
                    todo.append(place)
        if current != folder:
            with contextlib.suppress(OSError):
                current.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()
