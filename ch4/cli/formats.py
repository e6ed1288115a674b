"""The report's formats, as `--format` or a file's ending names them; and files that are written whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ch4.errors import MachineFault

if TYPE_CHECKING:
    from ch4.course import Course
    from ch4.report import Report

FORMATS = ("terminal", "json", "junit", "github", "markdown", "html", "gradescope", "exercism")

ENDINGS = MappingProxyType({".json": "json", ".html": "html", ".md": "markdown", ".xml": "junit"})
"""The format that a file's name asks for."""


def rendered(report: Report, format_: str, course: Course) -> bytes:
    """The report in a format; for `github`, the step's summary is written on the way."""
    match format_:
        case "json":
            from ch4.report import to_json

            return to_json(report) + b"\n"
        case "junit":
            from ch4.report import junit

            return junit.render(report).encode()
        case "github":
            from ch4.report import github

            _append_step_summary(github.step_summary(report))
            return github.annotations(report).encode()
        case "markdown":
            from ch4.report import markdown

            return markdown.render(report).encode()
        case "html":
            from ch4.report import html

            return html.render(report).encode()
        case "gradescope":
            from ch4.report import gradescope

            return gradescope.render(report).encode()
        case "exercism":
            from ch4.report import exercism

            return exercism.render(report, _test_code(report, course)).encode()
        case _:
            from ch4.report import terminal

            return terminal.render(report).encode()


def must_be_writable(output: Path, option: str = "--output") -> None:
    """Said before the check, not after minutes of it."""
    folder = output.absolute().parent
    if not folder.is_dir():
        raise MachineFault(f"there is no folder {folder}", todo=f"make it, or name another {option}")
    if not _is_special(output) and not os.access(folder, os.W_OK):
        raise MachineFault(f"{folder} cannot be written", todo=f"name another {option}")


def write_whole(path: Path, data: bytes, option: str = "--output") -> None:
    """Whole or not at all: a reader never meets half a report."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if _is_special(path):
            path.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MachineFault(
            f"{path} cannot be written ({error.strerror})", todo=f"name another {option}"
        ) from error


def _is_special(path: Path) -> bool:
    """`/dev/null`, `/dev/stdout`, a named pipe: written into, never replaced."""
    return path.exists() and not path.is_file()


def _test_code(report: Report, course: Course) -> Callable[[str, str], str | None]:
    from ch4.grading.bodies import bodies

    graders = {str(question.address): course.grader(question) for question in course.questions}

    def code(address: str, name: str) -> str | None:
        # `doubles[3]` is a case of `test_doubles`; what stands for a file that does not run is no test.
        return bodies(graders[address]).get(name.partition("[")[0]) if address in graders else None

    return code


def _append_step_summary(text: str) -> None:
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise MachineFault(
                f"{path} cannot be written ({error.strerror})", todo="see GITHUB_STEP_SUMMARY"
            ) from error
