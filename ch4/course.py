"""A course on disk: its questions, their limits and their files.

course = Course.load(Path("."))
course.parse("12-14", "r2")      → (q12, q13, q14, r2)
course.question(address)         → its title, section, hints, limits
course.grader(question)          → graders/test_q12_….py
"""

from __future__ import annotations

import ast
import inspect
import re
import tokenize
import warnings
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from ch4.address import KINDS, Address, parse
from ch4.course_file import LimitsEntry, QuestionEntry, SectionEntry, read
from ch4.errors import BrokenCourse


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
class Standard:
    """The least that a course asks of each question: hints, mistakes, right and wrong answers to try, and
    quiz items.
    """

    hints: int = 1
    mistakes: int = 1
    right: int = 1
    wrong: int = 1
    quiz: int = 0


@dataclass(frozen=True, kw_only=True)
class Question:
    """One entry of `course.toml`: one thing to answer."""

    address: Address
    slug: str
    title: str
    section: str
    section_name: str = ""
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
    standard: Standard = Standard()

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
        return parse(words, self.questions)

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

    def answers(self, question: Question) -> Path:
        """The folder with right and wrong answers that the grader is proved with."""
        return self.root / "tests" / "answers" / question.address

    def quiz(self, question: Question) -> Path:
        return self.root / "quiz" / f"{question.stem}.toml"

    def quiz_answers(self, question: Question) -> Path:
        """Answers in words whose verdict is known, one JSON object a line; there may be none."""
        return self.root / "quiz" / "answers" / f"{question.stem}.jsonl"


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


def _load(root: Path) -> Course:
    path = root / "course.toml"
    entries = read(path)
    course = Course(
        root=root.resolve(),
        name=entries.name,
        title=entries.title,
        sections=tuple(section.title for section in entries.section),
        preload=entries.preload,
        standard=Standard(**msgspec.structs.asdict(entries.standard)),
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


def _question(entry: QuestionEntry, section: SectionEntry, limits: LimitsEntry, path: Path) -> Question:
    if not re.fullmatch(r"q[0-9]{2}|q[1-9][0-9]{2,5}|r[1-9][0-9]{0,5}", entry.address):
        raise BrokenCourse(f"{path}: {entry.address!r} is no address", todo="write q01, q02, … or r1, r2, …")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", entry.slug):
        raise BrokenCourse(f"{path}: the slug {entry.slug!r}", todo="use small letters, digits and _")
    return Question(
        address=Address(entry.address),
        slug=entry.slug,
        title=entry.title,
        section=section.title,
        section_name=section.name,
        points=entry.points,
        has_code=entry.code,
        hints=entry.hints,
        limits=Limits(
            seconds=entry.seconds or limits.seconds,
            memory_mb=entry.memory_mb or limits.memory_mb,
            output=limits.output,
        ),
    )
