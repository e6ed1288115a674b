"""The process that marks an answer in words for a notebook, and keeps it.

    python -m ch4.notebook.marker COURSE DATABASE q09 '' < cell      prints the mark, as JSON

Not in the kernel: an answer may hold code, which a grader judges, and graders run apart from the learner's
code. What is wrong is said in one line on standard error.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ch4.address import Address
from ch4.course import Course
from ch4.errors import Ch4Error, WrongUsage
from ch4.notebook.prose import own_words
from ch4.quizzing.items import Items
from ch4.quizzing.mark import QuizVerdict
from ch4.quizzing.memory import Memory
from ch4.quizzing.runner import Runner


def main(root: str, database: str, address: str, own: str) -> int:
    """Print the mark. `own` is the learner's verdict on the answer, where that is to count; else empty."""
    cell = sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        course = Course.load(Path(root))
        item = Items(course).open(Address(address))
        answer = own_words(cell, item.prompt)
        if not answer:
            label = course.question(item.address).label
            raise WrongUsage(f"{label} has no answer in words yet", todo="write it below the question")
        with Runner(course) as runner:
            mark = runner.mark_open(item, answer)
        overruled = QuizVerdict(own) if own and own != mark.verdict else None
        Memory(Path(database)).record(mark, answer, datetime.now(UTC), overruled=overruled)
    except Ch4Error as error:
        print(f"ch4: {' '.join(str(error).split())}", file=sys.stderr)
        return error.exit_code
    sys.stdout.buffer.write(msgspec.json.encode(mark))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
