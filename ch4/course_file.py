"""`course.toml` as it is written: read, and checked entry by entry."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from ch4.errors import BrokenCourse

_Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
_Count = Annotated[int, msgspec.Meta(gt=0)]
_Least = Annotated[int, msgspec.Meta(ge=0)]
_Points = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class QuestionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: str
    slug: str
    title: str
    hints: tuple[str, ...] = ()
    points: _Points = 1.0
    code: bool = True
    seconds: _Seconds | None = None
    memory_mb: _Count | None = None


class SectionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    question: tuple[QuestionEntry, ...] = ()


class LimitsEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: _Seconds = 10.0
    memory_mb: _Count = 4096
    output: _Count = 20_000


class StandardEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The least that `ch4 course verify` asks of a question."""

    hints: _Least = 1
    mistakes: _Least = 1
    right: _Least = 1
    wrong: _Least = 1
    quiz: _Least = 0


class CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    section: tuple[SectionEntry, ...]
    limits: LimitsEntry = LimitsEntry()
    standard: StandardEntry = StandardEntry()
    preload: tuple[str, ...] = ()


def read(path: Path) -> CourseFile:
    """The entries of a course's file. Raises `BrokenCourse`, naming the one to mend."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), CourseFile)
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="a course has a course.toml"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BrokenCourse(f"{path}: {error}", todo="mend that entry") from error
