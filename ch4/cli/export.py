"""`ch4 export`: a course made ready for other places. One function a place."""

from __future__ import annotations

from pathlib import Path

import click

from ch4.cli.context import course_option, open_course, words_argument
from ch4.cli.formats import must_be_writable, write_whole
from ch4.errors import MachineFault, WrongUsage


@click.group()
def export() -> None:
    """Take a course to Gradescope, GitHub, nbgrader or Anki."""


@export.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.zip")
@words_argument
@course_option
def gradescope(archive: Path, words: tuple[str, ...], course_dir: Path | None) -> None:
    """Write an autograder to upload: "Configure Autograder", then "Zip file upload".

    It asks the questions that are named, or all of them.
    """
    from ch4.exports.gradescope import autograder

    if archive.suffix.lower() != ".zip":
        raise WrongUsage(f"{archive} is no name for a zip file", todo="end it in .zip")
    must_be_writable(archive, "OUT.zip")
    course = open_course(course_dir)
    questions = [course.question(address) for address in course.parse(*(words or ("all",)))]
    questions = [question for question in questions if question.has_code]
    if not questions:
        raise WrongUsage("these questions are answered in words", todo="name one that is answered in code")
    data = autograder(course, questions)
    verb = "replaced" if archive.exists() else "wrote"
    write_whole(archive, data, "OUT.zip")
    count = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
    points = sum(question.points for question in questions)
    click.echo(f"{verb} {archive}: {count}, {points:g} points")


@export.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]", default=".")
@course_option
@click.option("--replace", is_flag=True, help="Replace files that are there and differ.")
def github(folder: Path, course_dir: Path | None, replace: bool) -> int:
    """Write a workflow and GitHub Classroom's tests into DIR, a repository with answers or stubs.

    A file that is there and differs is kept, and you are told, unless you say --replace.
    """
    from ch4.exports.github import files

    kept = 0
    for name, data in files(open_course(course_dir)).items():
        path = folder / name
        there = _content(path)
        if there is None or (there != data and replace):
            _make_folder(path.parent)
            write_whole(path, data, "DIR")
            click.echo(f"{'wrote' if there is None else 'replaced'} {path}")
        elif there != data:
            kept += 1
            click.echo(f"kept {path}, which is another than ch4 would write")
    if kept:
        click.echo("ch4: nothing that was there has changed; --replace overwrites it", err=True)
    return 1 if kept else 0


@export.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="COURSE_DIR")
@words_argument
@course_option
@click.option("--assignment", metavar="NAME", help="What to call it.  [default: the course's name]")
@click.option("--written", is_flag=True, help="Ask every question in words, too, for you to grade by hand.")
def nbgrader(
    folder: Path, words: tuple[str, ...], course_dir: Path | None, assignment: str | None, written: bool
) -> None:
    """Write an assignment into COURSE_DIR, a course of nbgrader's, with the lines that let ch4 judge it.

    Questions without code are asked in words in any case.
    """
    from ch4.exports.nbgrader import export as write
    from ch4.exports.nbgrader import written_questions

    course = open_course(course_dir)
    questions = [course.question(address) for address in course.parse(*(words or ("all",)))]
    in_words = questions if written else [question for question in questions if not question.has_code]
    made = write(
        course,
        questions,
        folder,
        assignment=assignment,
        written=written_questions(course, in_words),
    )
    click.echo(f"wrote {made.notebook}: {made.points:g} points")
    if made.config:
        click.echo(f"added lines to {made.config}")
    for question in made.left_out:
        click.echo(f"left out {question.label}: it is not answered in code (--written asks it in words)")
    click.echo(f"next: nbgrader generate_assignment {made.notebook.stem}")


@export.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.apkg")
@words_argument
@course_option
def anki(file: Path, words: tuple[str, ...], course_dir: Path | None) -> None:
    """Write the quiz as a deck of cards for Anki."""
    try:
        from ch4.exports.anki import deck, every_item
    except ImportError as error:
        raise MachineFault(f"a deck needs {error.name}", todo="pip install 'ch4[anki]'") from error
    if file.suffix.lower() != ".apkg":
        raise WrongUsage(f"{file} is no name for a deck", todo="end it in .apkg")
    must_be_writable(file, "FILE.apkg")
    course = open_course(course_dir)
    items = every_item(course, course.parse(*(words or ("all",))))
    verb = "replaced" if file.exists() else "wrote"
    write_whole(file, deck(course, items), "FILE.apkg")
    click.echo(f"{verb} {file}: {len(items)} cards; in Anki: File, Import")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        raise MachineFault(f"{path} cannot be read ({error.strerror})", todo="see what it is") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineFault(
            f"{folder} cannot be made ({error.strerror})", todo="name another folder"
        ) from error
