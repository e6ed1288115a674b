"""Submissions a minute: `ch4 grade` on a class, with one process and with two.

python -m benchmarks.grade [LEARNERS] [ADDRESS…]

A made-up class: of the answers to each question, about half are right, a quarter is wrong in one of the ways
that the course knows, and a quarter is the stub. Every run judges everybody; the start of the processes and
of their fork servers is a part of it, as it is for a teacher.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import CH4, ROOT, machine, seconds
from ch4.course import Course, Question

JOBS = (1, 2)


def main(learners: int, words: list[str]) -> None:
    print(machine())
    course = Course.load(ROOT)
    asked = [course.question(address) for address in course.parse(*(words or ["all"]))]
    coded = [question for question in asked if question.has_code]
    with tempfile.TemporaryDirectory(prefix="ch4-benchmark-") as name:
        folder = Path(name)
        for number in range(learners):
            _hand_in(course, coded, number, folder / "class" / f"learner {number:03}")
        for jobs in JOBS:
            command = (CH4, "grade", "class", "-o", f"out-{jobs}", "--course", str(ROOT), "--jobs", str(jobs))
            taken = seconds(((*command, *(question.address for question in coded)), folder))
            print(f"{jobs} job{'s' if jobs > 1 else ' '}: {learners / taken * 60:.1f} submissions a minute,"
                  f" {taken / learners:.1f} s each, {taken:.0f} s in all")  # fmt: skip
    print(f"{learners} learners, {len(coded)} questions each")


def _hand_in(course: Course, questions: list[Question], number: int, folder: Path) -> None:
    folder.mkdir(parents=True)
    for place, question in enumerate(questions):
        wrong = sorted(course.answers(question).glob("wrong_*.py")) or [course.stub(question)]
        answers = [
            course.solution(question),
            course.stub(question),
            course.solution(question),
            wrong[number % len(wrong)],
        ]
        shutil.copyfile(answers[(number + place) % len(answers)], folder / f"{question.stem}.py")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8, sys.argv[2:])
