"""Small courses, results and commands for tests to work with.

course = a_course(tmp_path)                                              one question, `double(n)`
course = a_course(tmp_path, a_question("q01"), a_question("r1", hints=("Look again.",)))
course = a_course(tmp_path, a_question(grader=GRADER), seconds=2)        its limits
result = a_result("q01", Verdict.FAIL)
done = ch4("show", "question 1", cwd=folder)                             a process that has ended
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ch4.course import Course
from ch4.report import CriterionResult, QuestionResult, Verdict

REPOSITORY = Path(__file__).resolve().parent.parent

STUB = '''"""Twice a number.

Write `double(n)`, which gives twice the number `n`.
"""


def double(n):
    raise NotImplementedError
'''
SOLUTION = '''"""Twice a number."""


def double(n):
    return 2 * n
'''
GRADER = '''from ch4.grading import expect


def test_doubles_three(answer):
    """Twice three is six."""
    expect(answer.double(3)).equals(6)
'''

QUIZ = '''
[open]
prompt = "What does doubling a number do, and which operator does it?"
model = "It adds the number to itself, or multiplies it by two; the operator is `*`."

[[open.point]]
name = "multiplies"
says = "doubling multiplies by two"
level = "core"
any = ["multiply|times|product 2|twice", "add|sum|plus itself|same", "2 * n"]

[[open.point]]
name = "operator"
says = "the operator is `*`"
any = ["*", "star|asterisk", "operator multiply"]

[[open.misconception]]
name = "squares"
explanation = "You square the number: twice three is six, not nine."
any = ["square|squares|squared", "n * n", "power|times itself"]

[[open.misconception]]
name = "halves"
explanation = "Halving is the way back."
level = "slip"
any = ["half|halve"]

[[item]]
kind = "single"
slug = "twice_four"
prompt = "What is twice four?"
explanation = "Four and four are eight."
choice = [
    { text = "eight", right = true },
    { text = "sixteen", why = "that is four times four" },
    { text = "six", why = "that is four plus two" },
]

[[item]]
kind = "multiple"
slug = "even"
prompt = "Which of these are doubles of whole numbers?"
explanation = "Doubles of whole numbers are even."
choice = [
    { text = "two", right = true },
    { text = "ten", right = true },
    { text = "seven", why = "seven is odd" },
]

[[item]]
kind = "truefalse"
slug = "bigger"
prompt = "Twice a number is always bigger than the number."
explanation = "Twice minus one is minus two."
answer = false
reason = [
    { text = "it is smaller for negative numbers", right = true },
    { text = "it is the same for each number there is", why = "only for zero" },
]

[[item]]
kind = "order"
slug = "steps"
prompt = "Bring these into order, the smallest first."
explanation = "Each is the double of the one before."
step = ["one", "two", "four"]

[[item]]
kind = "match"
slug = "doubles"
prompt = "Which double belongs to which number?"
explanation = "Each right side is twice the left one."
pair = [["one", "two"], ["two", "four"], ["five", "ten"]]

[[item]]
kind = "number"
slug = "twice_half"
prompt = "What is twice 0.5?"
explanation = "One."
answer = 1
wrong = [{ value = 0.25, why = "that is the square" }]

[[item]]
kind = "prints"
slug = "prints"
prompt = "What does this print?"
explanation = "A list times two is longer, not doubled."
code = "print([1, 2] * 2)"
answer = "[1, 2, 1, 2]"
wrong = [{ text = "[2, 4]", why = "that would be an array" }]

[[item]]
kind = "bug"
slug = "bug"
prompt = "In which line is the mistake?"
explanation = "It squares."
code = """def double(n):
    return n ** 2"""
line = 2
mended = "    return n * 2"
check = "assert double(3) == 6"

[[item]]
kind = "complete"
slug = "gap"
prompt = "Complete it, so that it doubles."
explanation = "Twice is plus itself."
code = """def double(n):
    return ___"""
answer = "2 * n"
check = "assert double(3) == 6"
wrong = [{ text = "n ** 2", why = "that is the square" }]
'''


@dataclass(frozen=True, kw_only=True)
class AQuestion:
    """What a question's entry and files say; a text that is None leaves its file out."""

    address: str
    slug: str = "double"
    title: str = "Twice a number"
    section: str = "Numbers"
    hints: tuple[str, ...] = ()
    points: float | None = None
    seconds: float | None = None
    memory_mb: int | None = None
    code: bool = True
    stub: str | None = STUB
    solution: str | None = SOLUTION
    grader: str | None = GRADER
    quiz: str | None = None


def a_question(address: str = "q01", **fields: object) -> AQuestion:
    return AQuestion(address=address, **fields)


def a_course(
    folder: Path,
    *questions: AQuestion,
    seconds: float = 10,
    memory_mb: int = 4096,
    output: int = 20_000,
    title: str = "Small numbers",
) -> Course:
    """A course in `folder/course`; without questions, one. Sections as they come."""
    root = folder / "course"
    questions = questions or (a_question(),)
    for question in questions:
        name = f"{question.address}_{question.slug}"
        for path, text in (
            (f"exercises/{name}.py", question.stub),
            (f"solutions/{name}.py", question.solution),
            (f"graders/test_{name}.py", question.grader),
            (f"quiz/{name}.toml", question.quiz),
        ):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                (root / path).write_text(text, encoding="utf-8")
    limits = ["[limits]", f"seconds = {seconds}", f"memory_mb = {memory_mb}", f"output = {output}"]
    lines = ['name = "small"', f"title = {_toml(title)}", *limits]
    for section, entries in groupby(questions, key=lambda question: question.section):
        lines += ["[[section]]", f"name = {_toml(section)}", f"title = {_toml(section)}"]
        for entry in entries:
            lines.append("[[section.question]]")
            fields = ("address", "slug", "title", "hints", "points", "code", "seconds", "memory_mb")
            values = {field: getattr(entry, field) for field in fields}
            lines += [f"{field} = {_toml(value)}" for field, value in values.items() if value is not None]
    (root / "course.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Course.load(root)


def a_result(
    address: str = "q01", verdict: Verdict = Verdict.PASS, *, message: str = "", **fields: object
) -> QuestionResult:
    """A question's result with one criterion, which has its verdict and says `message`."""
    defaults = {
        "label": f"question {int(address[1:])}",
        "title": "Twice a number",
        "section": "Numbers",
        "file": f"exercises/{address}_double.py",
        "points": 1.0 if verdict.is_right else 0.0,
        "max_points": 1.0,
        "seconds": 0.01,
        "criteria": (
            CriterionResult(
                name="doubles_three", sentence="Twice three is six.", verdict=verdict, message=message
            ),
        ),
    }
    return QuestionResult(address=address, verdict=verdict, **(defaults | fields))


def ch4(
    *words: str, cwd: Path, course: Course | None = None, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `ch4` as people do, with no terminal; `environment` adds to this one."""
    environment = ch4_environment(course) | environment
    return subprocess.run(
        [sys.executable, "-m", "ch4", *words],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        encoding=environment["PYTHONIOENCODING"],
        timeout=180,
        check=False,
    )


def ch4_environment(course: Course | None = None) -> dict[str, str]:
    """This environment without what would steer `ch4`; with the course, if one is given."""
    ours = ("CH4_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"}
    return environment | ({"CH4_COURSE": str(course.root)} if course else {})


def _toml(value: object) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's too.
    return json.dumps(value, ensure_ascii=False)
