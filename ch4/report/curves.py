"""What was measured as series, as pictures to draw: places and ticks only, no colour and no markup.

pictures(criterion)   → a picture for each series; one for several that belong together, `train_loss` and
                        `valid_loss`

matplotlib would draw them too: a third of a second to import, 14 kB a picture, in colours that a page's dark
scheme cannot change. For thousands of reports, and for a line on two axes, that is too much.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ch4.report import wording
from ch4.report.model import CriterionResult, Metric

WIDTH, HEIGHT = 320, 180
LEFT, RIGHT, TOP, BOTTOM = 46, 312, 8, 156
"""The plot's edges, in the picture's units; the rest is for the ticks' labels."""

_TICKS = 5
_DOTTED = 30  # a line of at most so many points shows each of them
_POINTS = 400  # a line of more is thinned out: the picture is 266 units wide
_LARGEST = 1e300  # a difference of two such numbers is a number still
_ALIKE = 10  # series whose heights differ more would make each other flat
_TOGETHER = 4  # lines in one picture


@dataclass(frozen=True)
class Point:
    """A place in the picture, from its top left corner."""

    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    """A number on an axis: where it is, and how it is written."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """A series; its parts are cut where a value is missing or no number."""

    name: str
    parts: tuple[tuple[Point, ...], ...]
    is_dotted: bool


@dataclass(frozen=True)
class Picture:
    """One or more lines on the same axes."""

    title: str
    spoken: str
    """The same in words, for who cannot see it."""
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


_Pair = tuple[float, float]


@dataclass(frozen=True)
class _Series:
    name: str
    pairs: tuple[_Pair | None, ...]

    @property
    def known(self) -> tuple[_Pair, ...]:
        return tuple(pair for pair in self.pairs if pair)

    @property
    def height(self) -> float:
        ys = [y for _, y in self.known]
        return max(ys) - min(ys)


def pictures(criterion: CriterionResult) -> tuple[Picture, ...]:
    """A picture for what `criterion` measured as series, if it did."""
    found = (_series(name, value) for name, value in criterion.metrics.items())
    series = [each for each in found if each and each.known]
    return tuple(_picture(group) for group in _groups(series))


def _series(name: str, value: Metric) -> _Series | None:
    if isinstance(value, (bool, int, float, str)) or value is None:
        return None
    pairs = (_pair(at, item) for at, item in enumerate(value))
    return _Series(wording.one_line(name).replace("_", " "), tuple(pairs))


def _pair(at: int, item: object) -> _Pair | None:
    x, y = item if isinstance(item, Sequence) and len(item) == 2 else (at, item)
    if not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None
    return (float(x), float(y)) if abs(x) < _LARGEST and abs(y) < _LARGEST else None


def _groups(series: list[_Series]) -> Iterator[list[_Series]]:
    """Series together whose names end alike (`train loss`, `valid loss`) and whose heights are alike."""
    by_name = sorted(series, key=lambda each: each.name.split(" ")[-1])
    for _, named_alike in groupby(by_name, key=lambda each: each.name.split(" ")[-1]):
        group: list[_Series] = []
        for each in named_alike:
            heights = [one.height for one in (*group, each)]
            if group and (len(group) == _TOGETHER or max(heights) > _ALIKE * min(heights)):
                yield group
                group = []
            group.append(each)
        yield group


def _picture(series: list[_Series]) -> Picture:
    everything = [pair for each in series for pair in each.known]
    xs = _Axis.around([x for x, _ in everything], LEFT, RIGHT, whole=_counts(series))
    ys = _Axis.around([y for _, y in everything], BOTTOM, TOP, to_ticks=True)
    return Picture(
        title=", ".join(each.name for each in series),
        spoken="; ".join(map(_spoken, series)),
        lines=tuple(_line(each, xs, ys) for each in series),
        x_ticks=xs.ticks,
        y_ticks=ys.ticks,
    )


def _counts(series: list[_Series]) -> bool:
    """Whether the x axis only counts, so that half a step means nothing."""
    return all(x == round(x) for each in series for x, _ in each.known)


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    ticks: tuple[Tick, ...]
    start: float
    end: float

    @classmethod
    def around(
        cls, values: list[float], start: float, end: float, *, whole: bool = False, to_ticks: bool = False
    ) -> _Axis:
        """An axis from `start` to `end`, in the picture's units, that has all the values on it.

        `whole` numbers have no ticks between them; an axis `to_ticks` begins and ends with one.
        """
        low, high = min(values), max(values)
        if low == high:
            low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
        step = _step((high - low) / _TICKS, whole=whole)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if to_ticks:
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            low, high = min(low, first * step), max(high, last * step)
        plain = cls(low, high, (), start, end)
        digits = max(0, -math.floor(math.log10(step)))
        numbers = [round(n * step, digits) for n in range(first, last + 1)]
        return cls(low, high, tuple(Tick(plain.place(n), _label(n)) for n in numbers), start, end)

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def _step(least: float, *, whole: bool) -> float:
    """1, 2 or 5 times a power of ten, not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
    return max(step, 1.0) if whole else step


def _label(number: float) -> str:
    # Plus zero: a rounded -0.0 would be written with its sign.
    return f"{number + 0:.6g}".replace("-", "−")


def _line(series: _Series, xs: _Axis, ys: _Axis) -> Line:
    parts: list[tuple[Point, ...]] = []
    for is_known, run in groupby(series.pairs, key=lambda pair: pair is not None):
        if is_known:
            kept = _thinned([pair for pair in run if pair])
            parts.append(tuple(Point(xs.place(x), ys.place(y)) for x, y in kept))
    return Line(series.name, tuple(parts), is_dotted=len(series.known) <= _DOTTED)


def _thinned(pairs: list[_Pair]) -> Iterable[_Pair]:
    """Of many points the lowest and the highest of each stretch, so that no spike is lost, and both ends."""
    if len(pairs) <= _POINTS:
        return pairs
    cuts = [round(at * len(pairs) / (_POINTS // 2)) for at in range(_POINTS // 2 + 1)]
    kept = {0, len(pairs) - 1}
    for start, end in pairwise(cuts):
        stretch = range(start, end)
        kept |= {min(stretch, key=lambda at: pairs[at][1]), max(stretch, key=lambda at: pairs[at][1])}
    return [pairs[at] for at in sorted(kept)]


def _spoken(series: _Series) -> str:
    ys = [y for _, y in series.known]
    return (
        f"{series.name}: {wording.counted(len(ys), 'value')}, first {_label(ys[0])}, last {_label(ys[-1])}, "
        f"least {_label(min(ys))}, most {_label(max(ys))}"
    )
