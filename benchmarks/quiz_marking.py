"""How open answers are marked, against teachers' verdicts: `python -m benchmarks.quiz_marking [FILE …]`.

held out    tests/quiz_answers: written without knowledge of the rubrics, never used for them nor as examples
examples    quiz/answers, in five folds: each is marked with the examples of the other four only; the rubrics
            were made with these answers in view
FILE        the same form, with a field `question` (a number or an address): marked as the product marks
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from benchmarks.timing import ROOT
from ch4.course import Course
from ch4.quizzing.examples import Example
from ch4.quizzing.items import Items, OpenItem
from ch4.quizzing.rubric import mark_open

FOLDS = 5
VERDICTS = ("right", "nit", "wrong")
MARKS = ("right", "nit", "review", "wrong")

Case = tuple[OpenItem, Example]
Counts = Counter[tuple[str, str]]


def main(paths: list[str]) -> None:
    items = Items(Course.load(ROOT))
    groups = {"held out": list(_held_out(items)), "examples": list(_examples_in_folds(items))}
    groups |= {Path(path).name: list(_file(Path(path), items)) for path in paths}
    for name, cases in groups.items():
        counts, milliseconds = _marked(cases)
        print(f"\n{name}: {len(cases)} answers, {milliseconds:.1f} ms an answer")
        _print(counts)


def _held_out(items: Items) -> Iterator[Case]:
    for path in sorted((ROOT / "tests" / "quiz_answers").glob("*.jsonl")):
        item = items.open(path.stem.partition("_")[0])
        for line in path.read_text(encoding="utf-8").splitlines():
            yield item, msgspec.json.decode(line, type=Example)


def _examples_in_folds(items: Items) -> Iterator[Case]:
    for item in items:
        if not isinstance(item, OpenItem):
            continue
        for fold in range(FOLDS):
            others = tuple(e for place, e in enumerate(item.example) if place % FOLDS != fold)
            trained = msgspec.structs.replace(item, example=others)
            yield from ((trained, example) for example in item.example[fold::FOLDS])


def _file(path: Path, items: Items) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = row["question"]
        address = f"q{number:02}" if isinstance(number, int) else number
        yield items.open(address), Example(row["answer"], row["verdict"])


def _marked(cases: Iterable[Case]) -> tuple[Counts, float]:
    counts: Counts = Counter()
    seconds = 0.0
    for item, example in cases:
        mark_open(item, item.model)  # what is made once an item is not counted
        started = time.perf_counter()
        mark = mark_open(item, example.answer)
        seconds += time.perf_counter() - started
        counts[example.verdict, mark.verdict] += 1
    return counts, 1000 * seconds / max(counts.total(), 1)


def _print(counts: Counts) -> None:
    print(f"{'teacher':>10} │" + "".join(f"{mark:>8}" for mark in MARKS))
    for verdict in VERDICTS:
        print(f"{verdict:>10} │" + "".join(f"{counts[verdict, mark]:>8}" for mark in MARKS))
    total = counts.total()
    review = sum(counts[verdict, "review"] for verdict in VERDICTS)
    accepted_wrong = counts["wrong", "right"] + counts["wrong", "nit"]
    rejected_right = counts["right", "wrong"] + counts["nit", "wrong"]
    agree = 1 - (accepted_wrong + rejected_right) / max(total - review, 1)
    print(
        f"agree {agree:.1%} of what is decided; review {review / total:.1%}; "
        f"accepted but wrong {accepted_wrong / total:.1%}; rejected but right {rejected_right / total:.1%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
