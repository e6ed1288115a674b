"""`ch4` and a course as one wheel, for a machine that may have no other way to get them.

It is packed from the files of the running `ch4`, a checkout's or an installed one's, and from the metadata
that pip left when it installed either: no build system, no network, and the engine that was tried out here is
the one that judges there.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from ch4.course import Course
from ch4.errors import MachineFault
from ch4.exports.archive import zipped

_PACKAGE = Path(__file__).parent.parent
_CHAPTER = "chapter"  # where an installed `ch4` looks for its course
_COURSE = ("exercises", "solutions", "graders", "quiz")


@dataclass(frozen=True)
class Wheel:
    """A wheel and the name that pip wants its file to have."""

    name: str
    data: bytes


def wheel(course: Course) -> Wheel:
    """`ch4` with `course` as the one it finds where there is no other. Raises `MachineFault`."""
    ours = _distribution()
    version = Version(ours.version)
    info = f"ch4-{version}.dist-info"
    files = {f"ch4/{name}": data for name, data in _engine()}
    files |= {f"ch4/{_CHAPTER}/{name}": data for name, data in course_files(course).items()}
    files |= {f"{info}/{name}": data for name, data in _metadata(ours)}
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: ch4\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return Wheel(f"ch4-{version}-py3-none-any.whl", zipped(files))


def course_files(course: Course) -> dict[str, bytes]:
    """What a check needs of a course: `course.toml` and the four folders, by their names in it."""
    folders = (course.root / folder for folder in _COURSE)
    paths = [course.root / "course.toml", *(path for folder in folders for path in _files_in(folder))]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths}


def constraints() -> bytes:
    """The versions that `ch4` runs with here, of all that it asks for by name: for `pip install -c`.

    Verdicts that depend on a library, on what it rounds or warns of, are then the same there as here.
    """
    needs = [Requirement(line) for line in _distribution().requires or ()]
    core = [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    # Without a local label, `+cpu`: there, pip is to choose the build.
    found = {canonicalize_name(name): Version(metadata.version(name)).public for name in core}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items())).encode()


def _distribution() -> metadata.Distribution:
    try:
        return metadata.distribution("ch4")
    except metadata.PackageNotFoundError as error:
        raise MachineFault("this ch4 was never installed", todo="pip install -e . in its checkout") from error


def _engine() -> Iterator[tuple[str, bytes]]:
    for path in _files_in(_PACKAGE):
        name = path.relative_to(_PACKAGE)
        if name.parts[0] != _CHAPTER:
            yield name.as_posix(), path.read_bytes()


def _files_in(folder: Path) -> list[Path]:
    """Its files at any depth, in order; not what Python or an editor leaves there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if not any(_is_left_over(part) for part in path.relative_to(folder).parts)]


def _is_left_over(name: str) -> bool:
    return name == "__pycache__" or name.startswith(".") or name.endswith((".pyc", "~"))


def _metadata(ours: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    for path in ours.files or ():
        pure = PurePosixPath(path.as_posix())
        if pure.parts[0].endswith(".dist-info"):
            name = PurePosixPath(*pure.parts[1:]).as_posix()
            # The rest tells how this one was installed.
            if name in ("METADATA", "entry_points.txt") or name.startswith("licenses/"):
                yield name, path.read_binary()


def _record(files: dict[str, bytes], own_name: str) -> bytes:
    """https://packaging.python.org/en/latest/specifications/recording-installed-packages/"""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.writerow([name, f"sha256={digest}", len(data)])
    rows.writerow([own_name, "", ""])
    return table.getvalue().encode()
