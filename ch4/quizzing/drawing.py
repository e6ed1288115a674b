"""A curve in words: "-2 0, 0 0, 2 2" instead of a drawing.

points_in("-2 0, 0 0, 2 2")      → ((-2.0, 0.0), (0.0, 0.0), (2.0, 2.0))
points_in("a line with a kink")   → ()
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ch4.quizzing.items import Drawing, OpenItem
from ch4.quizzing.mark import Mark, QuizVerdict

Points = tuple[tuple[float, float], ...]

_NUMBER = r"[-−]?\d*\.?\d+"
_POINT = re.compile(rf"\(?\s*({_NUMBER})\s*[ ,:]\s*({_NUMBER})\s*\)?")
_ONLY_POINTS = re.compile(rf"(?:{_POINT.pattern}\s*[,;\n]?\s*){{2,}}")


def points_in(answer: str) -> Points:
    """The points that an answer consists of; none where it is in words."""
    if not _ONLY_POINTS.fullmatch(answer.strip()):
        return ()
    return tuple((float(x.replace("−", "-")), float(y.replace("−", "-"))) for x, y in _POINT.findall(answer))


def mark_drawing(item: OpenItem, drawing: Drawing, points: Points) -> Mark:
    """Right where every point is on the curve, within its tolerance, and enough of the curve is there."""

    def mark(verdict: QuizVerdict, explanation: str) -> Mark:
        return Mark(
            item=item.name,
            address=item.address,
            verdict=verdict,
            explanation=explanation,
            model_answer=item.model,
        )

    for x, y in points:
        if not drawing.x[0] <= x <= drawing.x[-1]:
            continue
        if abs(y - (there := height(drawing, x))) > drawing.tolerance:
            return mark(QuizVerdict.WRONG, f"at {x:g} the curve is at {there:.2g}, and yours at {y:g}")
    if len({x for x, _ in points}) < drawing.least:
        return mark(
            QuizVerdict.NIT, f"right as far as it goes: {drawing.least} points or more show the shape"
        )
    return mark(QuizVerdict.RIGHT, "")


def height(drawing: Drawing, x: float) -> float:
    """Where the curve is at `x`, straight between the points it is given by."""
    xs: Sequence[float] = drawing.x
    right = min(max(bisect_left(xs, x), 1), len(xs) - 1)
    x0, x1, y0, y1 = xs[right - 1], xs[right], drawing.y[right - 1], drawing.y[right]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
