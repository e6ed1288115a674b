"""Quiz items as they are written in `quiz/<address>_<slug>.toml`: one open item and the closed ones.

    items = Items(course)
    items.of(address)                       → the question's items, the open one first
    items.find("q18.second_derivative")     → the item with that name, or None
    [*items]                                → every item of the course, in its order

Every kind of item is a struct here; what a field must hold is said by its type, and checked on reading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import BrokenCourse
from ch4.quizzing.examples import Example, Opinion
from ch4.quizzing.language import Corrector
from ch4.quizzing.pattern import Pattern
from ch4.quizzing.spelling import corrector

_Text = Annotated[str, Meta(min_length=1)]
_Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
_Patterns = Annotated[tuple[str, ...], Meta(min_length=1)]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    pass


class Point(_Strict, frozen=True, kw_only=True):
    """One thing that a right answer says.

    core    without it no answer is accepted
    part    asked for as well: where it is missing, the answer is a nit
    extra   good to know; its lack costs nothing
    """

    name: _Slug
    says: _Text
    any: _Patterns
    level: Literal["core", "part", "extra"] = "part"

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern.parse, self.any))


class Misconception(_Strict, frozen=True, kw_only=True):
    """One thing that a wrong answer says.

    fatal   wrong, whatever else the answer says
    wrong   wrong; but where the answer makes every point as well, a person decides
    slip    a nit
    """

    name: _Slug
    explanation: _Text
    any: _Patterns
    level: Literal["fatal", "wrong", "slip"] = "wrong"
    unless: tuple[str, ...] = ()  # patterns that take it back

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern.parse, self.any))

    @cached_property
    def exceptions(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern.parse, self.unless))


class CodeAnswer(_Strict, frozen=True, kw_only=True):
    """An answer may hold code: it becomes `function(*parameters)`, and the question's grader judges it.

    It counts for these points where it passes, and against the answer where it fails; a failure with one of
    the mistakes in `slips` is no more than a nit.
    """

    function: _Text
    parameters: tuple[str, ...] = ()
    points: tuple[str, ...]
    slips: tuple[str, ...] = ()


class Drawing(_Strict, frozen=True, kw_only=True):
    """An answer may be points of a curve, "-2 0, 0 0, 2 2"; the curve goes straight between these."""

    function: _Text  # in the answer's file: what the curve is of
    x: tuple[float, ...]
    y: tuple[float, ...]
    tolerance: float = 0.1  # in units of y
    least: int = 3  # points


class OpenItem(_Strict, frozen=True, kw_only=True):
    """Answer in your own words. Accepted where all core points, and `needs` in all, are covered."""

    prompt: _Text
    model: _Text
    point: Annotated[tuple[Point, ...], Meta(min_length=1)]
    misconception: tuple[Misconception, ...] = ()
    needs: Annotated[int, Meta(ge=1)] = 1
    code: CodeAnswer | None = None
    drawing: Drawing | None = None
    example: tuple[Example, ...] = ()  # from `quiz/answers/`, where the question has such a file
    address: Address = Address("")

    kind = "open"

    @property
    def asked(self) -> str:
        """The prompt, and how to draw where that is asked."""
        if not self.drawing:
            return self.prompt
        return f"{self.prompt}\nDraw it by points, x before y, as in: -1 3, 0 2.5, 1 3. Or say it in words."

    @cached_property
    def corrector(self) -> Corrector:
        """Knows the words of the item as they are written there."""
        texts = [self.prompt, self.model]
        texts += [pattern for point in self.point for pattern in point.any]
        texts += [pattern for misconception in self.misconception for pattern in misconception.any]
        return corrector(re.findall(r"[a-z]{3,}", " ".join(texts).lower()))

    @cached_property
    def opinion(self) -> Opinion:
        return Opinion((*self.example, Example(self.model, "right")))

    @property
    def name(self) -> str:
        return f"{self.address}.open"


class Choice(_Strict, frozen=True, kw_only=True):
    """`why` says what a wrong choice gets wrong; a right one may have one, too."""

    text: _Text
    right: bool = False
    why: str = ""


class _Closed(_Strict, frozen=True, kw_only=True):
    slug: _Slug
    prompt: _Text
    explanation: _Text
    code: str = ""  # shown below the prompt
    address: Address = Address("")

    @property
    def name(self) -> str:
        return f"{self.address}.{self.slug}"

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)


class Single(_Closed, frozen=True, kw_only=True, tag="single", tag_field="kind"):
    """One choice is right."""

    choice: Annotated[tuple[Choice, ...], Meta(min_length=3)]


class Multiple(_Closed, frozen=True, kw_only=True, tag="multiple", tag_field="kind"):
    """Some choices are right, at least one."""

    choice: Annotated[tuple[Choice, ...], Meta(min_length=3)]


class TrueFalse(_Closed, frozen=True, kw_only=True, tag="truefalse", tag_field="kind"):
    """The prompt is a statement: true or false, and for which of these reasons?"""

    answer: bool
    reason: Annotated[tuple[Choice, ...], Meta(min_length=2)]


class Order(_Closed, frozen=True, kw_only=True, tag="order", tag_field="kind"):
    """Bring the steps, written here as they should be, into their order."""

    step: Annotated[tuple[_Text, ...], Meta(min_length=3, max_length=9)]


class Match(_Closed, frozen=True, kw_only=True, tag="match", tag_field="kind"):
    """Find for every left side its right side."""

    pair: Annotated[tuple[tuple[_Text, _Text], ...], Meta(min_length=3, max_length=9)]


class WrongNumber(_Strict, frozen=True, kw_only=True):
    value: float
    why: _Text


class Number(_Closed, frozen=True, kw_only=True, tag="number", tag_field="kind"):
    answer: float
    tolerance: Annotated[float, Meta(ge=0)] = 0.0
    wrong: tuple[WrongNumber, ...] = ()


class WrongText(_Strict, frozen=True, kw_only=True):
    text: _Text
    why: _Text


class Prints(_Closed, frozen=True, kw_only=True, tag="prints", tag_field="kind"):
    """What does `code` print? Blanks and kinds of quotes do not count."""

    answer: _Text
    wrong: tuple[WrongText, ...] = ()


class Bug(_Closed, frozen=True, kw_only=True, tag="bug", tag_field="kind"):
    """In which line (from 1) is the mistake? `check` raises until `mended` stands there."""

    line: Annotated[int, Meta(ge=1)]
    mended: _Text
    check: _Text
    wrong: tuple[WrongNumber, ...] = ()  # lines that are right, although they look odd


class Complete(_Closed, frozen=True, kw_only=True, tag="complete", tag_field="kind"):
    """What belongs in the place of `___` in `code`? `check`, run after it, raises where it is wrong."""

    answer: _Text
    check: _Text
    wrong: tuple[WrongText, ...] = ()


ClosedItem = Single | Multiple | TrueFalse | Order | Match | Number | Prints | Bug | Complete
Item = OpenItem | ClosedItem


class QuizFile(_Strict, frozen=True, kw_only=True):
    open: OpenItem
    item: tuple[ClosedItem, ...] = ()


class Items:
    """The items of a course; a question's file is read when one of its items is asked for."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._files: dict[Address, tuple[Item, ...]] = {}

    def of(self, address: Address) -> tuple[Item, ...]:
        """A question's items, the open one first. Raises `BrokenCourse` where they cannot be read."""
        if address not in self._files:
            self._files[address] = _read(self._course, self._course.question(address))
        return self._files[address]

    def open(self, address: Address) -> OpenItem:
        first = self.of(address)[0]
        assert isinstance(first, OpenItem)
        return first

    def find(self, name: str) -> Item | None:
        """The item with this name, if the course has it (still)."""
        address = Address(name.partition(".")[0])
        if address not in self._course.addresses:
            return None
        return next((item for item in self.of(address) if item.name == name), None)

    def __iter__(self) -> Iterator[Item]:
        return (item for address in self._course.addresses for item in self.of(address))


def _read(course: Course, question: Question) -> tuple[Item, ...]:
    path = course.quiz(question)
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), QuizFile)
        items = [replace(item, address=question.address) for item in (file.open, *file.item)]
        items[0] = replace(items[0], example=_examples(course.quiz_answers(question)))
        _check(file)
    except OSError as error:
        raise BrokenCourse(
            f"{path} cannot be read ({error.strerror})", todo="each question has this file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, ValueError) as error:
        raise BrokenCourse(f"{path}: {error}", todo="mend that entry") from error
    return tuple(items)


def _examples(path: Path) -> tuple[Example, ...]:
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(msgspec.json.decode(line, type=Example) for line in lines if line.strip())


def _check(file: QuizFile) -> None:
    """What the types cannot say. Raises `ValueError`."""
    names = [item.slug for item in file.item]
    if twice := {name for name in names if names.count(name) > 1 or name == "open"}:
        raise ValueError(f"two items are called {min(twice)}")
    for item in file.item:
        if isinstance(item, (Single, Multiple, TrueFalse)):
            choices = item.reason if isinstance(item, TrueFalse) else item.choice
            right = sum(choice.right for choice in choices)
            if right == 0 or (right > 1 and not isinstance(item, Multiple)):
                raise ValueError(f"{item.slug}: {right} choices are right")
            if unexplained := [choice.text for choice in choices if not choice.right and not choice.why]:
                raise ValueError(f"{item.slug}: the wrong choice {unexplained[0]!r} has no `why`")
        if isinstance(item, Complete) and "___" not in item.code:
            raise ValueError(f"{item.slug}: nothing is left out (`___`) in its code")
        if isinstance(item, Bug) and item.line > len(item.code.splitlines()):
            raise ValueError(f"{item.slug}: its code has no line {item.line}")
    for point in file.open.point:
        assert point.patterns
    for misconception in file.open.misconception:
        assert misconception.patterns
        assert misconception.exceptions is not None
    drawing = file.open.drawing
    if drawing and (len(drawing.x) != len(drawing.y) or sorted(drawing.x) != list(drawing.x)):
        raise ValueError("the drawing's x and y differ in number, or x does not rise")
    points = {point.name for point in file.open.point}
    if file.open.code and not set(file.open.code.points) <= points:
        raise ValueError("`code` names a point that is not there")
