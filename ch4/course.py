"""A course on disk, and the addresses of its questions.

course = Course.load(Path("."))
course.parse("question 9")       → (q09,)
course.parse("12-14", "r2")      → (q12, q13, q14, r2)
course.parse("question", "9")    → (q09,)            words as a shell splits them
course.parse("all")              → every address, in the course's order
course.parse("question 99")      → UnknownAddress: there is no question 99; this course has 1 to 37
"""

from __future__ import annotations

import ast
import inspect
import re
import tokenize
import tomllib
import warnings
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, NewType

import msgspec

from ch4.errors import BrokenCourse, UnknownAddress

Address = NewType("Address", str)
"""`q09` or `r2`: a kind's letter and a number, as files and reports spell it."""

KINDS = {"q": "question", "r": "research"}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What an answer may use: seconds for each criterion (and for loading), MiB of memory beyond its start,
    characters of output.

        Limits()                 10 s, 4 GiB, 20,000 characters
        Limits(seconds=120)      a question that trains
    """

    seconds: float = 10.0
    memory_mb: int = 4096
    output: int = 20_000
    address_space: bool = True  # False where a GPU's driver maps more than it uses: only what is used counts


@dataclass(frozen=True, kw_only=True)
class Question:
    """One entry of `course.toml`: one thing to answer."""

    address: Address
    slug: str
    title: str
    section: str
    points: float = 1.0
    limits: Limits = field(default_factory=Limits)
    has_code: bool = True
    hints: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.address[1:])

    @property
    def label(self) -> str:
        """`question 9`, as people say it."""
        return f"{KINDS[self.address[0]]} {self.number}"

    @property
    def stem(self) -> str:
        """`q09_tensor_slice`, the name its files share."""
        return f"{self.address}_{self.slug}"


@dataclass(frozen=True)
class Course:
    """A folder with `course.toml`, `exercises/`, `solutions/`, `graders/` and `quiz/`."""

    root: Path
    name: str
    title: str
    sections: tuple[str, ...]
    questions: tuple[Question, ...]
    preload: tuple[str, ...] = ()  # modules that workers import before they meet an answer

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read `root/course.toml`. Raises `BrokenCourse`, naming the entry to mend."""
        return _load(root)

    @classmethod
    def find(cls, start: Path) -> Course:
        """The course of the nearest folder at or above `start`, else the one installed with `ch4`."""
        above = (folder for folder in (start, *start.resolve().parents) if (folder / "course.toml").is_file())
        return cls.load(next(above, None) or _installed())

    @cached_property
    def _by_address(self) -> dict[Address, Question]:
        return {question.address: question for question in self.questions}

    def question(self, address: Address) -> Question:
        return self._by_address[address]

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(self._by_address)

    def parse(self, *words: str) -> tuple[Address, ...]:
        """The addresses that people's words mean, in the order said, each once."""
        return parse_addresses(words, self)

    def prompt(self, question: Question) -> str:
        """What the question asks: the docstring that its stub opens with, read and never run; may be `""`.

        Raises `BrokenCourse` where there is no stub.
        """
        return _opening_docstring(self.stub(question))

    def stub(self, question: Question) -> Path:
        return self.root / "exercises" / f"{question.stem}.py"

    def solution(self, question: Question) -> Path:
        return self.root / "solutions" / f"{question.stem}.py"

    def grader(self, question: Question) -> Path:
        return self.root / "graders" / f"test_{question.stem}.py"

    def quiz(self, question: Question) -> Path:
        return self.root / "quiz" / f"{question.stem}.toml"


_KIND = r"questions?|research(?:es)?|q|r"
_WORD = re.compile(
    rf"(?P<kind>{_KIND})? [\s#]* (?P<first>\d{{1,6}})"
    rf"(?: \s* (?:-|–|\.\.|to) \s* (?P<kind2>{_KIND})? \s* (?P<last>\d{{1,6}}) )? (?!\w)",
    re.VERBOSE | re.IGNORECASE,
)
_ALL = re.compile(r"all\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"(?:[\s,]|and\b)+")


def parse_addresses(words: tuple[str, ...], course: Course) -> tuple[Address, ...]:
    """Addresses as people write them (the forms are in this module's docstring).

    A path to a question's file names it too, so that a shell's completion works.
    Raises `UnknownAddress`, with what the course has.
    """
    found: dict[Address, None] = {}
    by_stem = {question.stem: question.address for question in course.questions}
    text = " ".join(by_stem.get(_stem(word), word) for word in words)
    at = 0
    while at < len(text):
        if gap := _SEPARATORS.match(text, at):
            at = gap.end()
        elif everything := _ALL.match(text, at):
            found |= dict.fromkeys(course.addresses)
            at = everything.end()
        elif match := _WORD.match(text, at):
            found |= dict.fromkeys(_one_or_many(match, course))
            at = match.end()
        else:
            raise UnknownAddress(
                f"{text[at:].split()[0]!r} is no question's address", todo=_what_there_is(course)
            )
    return tuple(found)


def _stem(word: str) -> str:
    return Path(word.strip()).name.removesuffix(".py").removesuffix(".toml").removeprefix("test_")


def _one_or_many(match: re.Match[str], course: Course) -> list[Address]:
    said = match[0].strip()
    kind = (match["kind"] or "q")[0].lower()
    if match["kind2"] and match["kind2"][0].lower() != kind:
        raise UnknownAddress(f"{said!r} mixes questions and research", todo="name each range by itself")
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if last < first:
        raise UnknownAddress(f"{said!r} runs backwards", todo=f"write {last}-{first}")
    numbers = {q.number: q.address for q in course.questions if q.address[0] == kind}
    inside = [address for number, address in sorted(numbers.items()) if first <= number <= last]
    if not inside:
        missing = str(first) if first == last else f"{first}-{last}"
    elif first < min(numbers) or last > max(numbers):
        missing = str(first if first < min(numbers) else last)
    else:
        return inside
    raise UnknownAddress(f"there is no {KINDS[kind]} {missing}", todo=_what_there_is(course))


def _what_there_is(course: Course) -> str:
    parts = [
        f"{name} {_ranges([q.number for q in course.questions if q.address[0] == kind])}"
        for kind, name in KINDS.items()
        if any(q.address[0] == kind for q in course.questions)
    ]
    return "this course has " + (" and ".join(parts) or "no questions yet")


def _ranges(numbers: list[int]) -> str:
    """`1 to 37`, or `4, 9, 20` where there are gaps."""
    numbers = sorted(numbers)
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(str(number) for number in numbers)


_BEFORE_CODE = (tokenize.ENCODING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)


def _opening_docstring(path: Path) -> str:
    # Tokens, not `ast.parse`: in the course's own folder the stub is the answer too, and what stands below
    # the docstring may not be Python at the moment.
    try:
        # `"\d"` in a stub is a warning for its author, not for whoever reads the prompt.
        with path.open("rb") as file, warnings.catch_warnings(action="ignore"):
            tokens = tokenize.tokenize(file.readline)
            first = next(token for token in tokens if token.type not in _BEFORE_CODE)
            text = ast.literal_eval(first.string) if first.type == tokenize.STRING else ""
    except OSError as error:
        raise BrokenCourse(f"{path} cannot be read ({error.strerror})", todo="put the stub there") from error
    except (SyntaxError, ValueError, StopIteration, tokenize.TokenError):
        return ""
    return inspect.cleandoc(text) if isinstance(text, str) else ""


def _installed() -> Path:
    package = Path(__file__).parent
    # A wheel carries the course inside the package; a checkout has it beside the package.
    return package / "chapter" if (package / "chapter").is_dir() else package.parent


_Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
_Count = Annotated[int, msgspec.Meta(gt=0)]
_Points = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class _QuestionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: str
    slug: str
    title: str
    hints: tuple[str, ...] = ()
    points: _Points = 1.0
    code: bool = True
    seconds: _Seconds | None = None
    memory_mb: _Count | None = None


class _SectionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    question: tuple[_QuestionEntry, ...] = ()


class _LimitsEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: _Seconds = Limits.seconds
    memory_mb: _Count = Limits.memory_mb
    output: _Count = Limits.output


class _CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    section: tuple[_SectionEntry, ...]
    limits: _LimitsEntry = _LimitsEntry()
    preload: tuple[str, ...] = ()


def _load(root: Path) -> Course:
    path = root / "course.toml"
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _CourseFile)
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="a course has a course.toml"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BrokenCourse(f"{path}: {error}", todo="mend that entry") from error
    course = Course(
        root=root.resolve(),
        name=entries.name,
        title=entries.title,
        sections=tuple(section.title for section in entries.section),
        preload=entries.preload,
        questions=tuple(
            _question(entry, section, entries.limits, path)
            for section in entries.section
            for entry in section.question
        ),
    )
    twice = [address for address, n in Counter(q.address for q in course.questions).items() if n > 1]
    if twice:
        raise BrokenCourse(
            f"{path}: {twice[0]} stands there twice", todo="give each question its own address"
        )
    return course


def _question(entry: _QuestionEntry, section: _SectionEntry, limits: _LimitsEntry, path: Path) -> Question:
    if not re.fullmatch(r"q[0-9]{2}|q[1-9][0-9]{2,5}|r[1-9][0-9]{0,5}", entry.address):
        raise BrokenCourse(f"{path}: {entry.address!r} is no address", todo="write q01, q02, … or r1, r2, …")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", entry.slug):
        raise BrokenCourse(f"{path}: the slug {entry.slug!r}", todo="use small letters, digits and _")
    return Question(
        address=Address(entry.address),
        slug=entry.slug,
        title=entry.title,
        section=section.title,
        points=entry.points,
        has_code=entry.code,
        hints=entry.hints,
        limits=Limits(
            seconds=entry.seconds or limits.seconds,
            memory_mb=entry.memory_mb or limits.memory_mb,
            output=limits.output,
        ),
    )
