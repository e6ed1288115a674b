"""A solution laid into its stub, with the marks that nbgrader takes solutions out by."""

from __future__ import annotations

import re

import pytest
from factories import REPOSITORY, SOLUTION, STUB

from ch4.course import Course
from ch4.errors import BrokenCourse
from ch4.exports.solution_cell import BEGIN, END, solution_cell

QUESTIONS = [question for question in Course.load(REPOSITORY).questions if question.has_code]


def released(cell: str) -> str:
    """As nbgrader's `ClearSolutions` does it."""
    region = re.compile(rf"^( *){BEGIN}$.*?^ *{END}$", re.MULTILINE | re.DOTALL)
    return region.sub(r"\1raise NotImplementedError", cell)


def called(cell: str, call: str) -> object:
    names: dict[str, object] = {}
    exec(cell, names)
    return eval(call, names)


def test_the_head_stays_outside():
    assert solution_cell(STUB, SOLUTION) == (
        "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.address)
def test_the_release_is_the_stub(question):
    course = Course.load(REPOSITORY)
    stub = course.stub(question).read_text(encoding="utf-8")
    cell = solution_cell(stub, course.solution(question).read_text(encoding="utf-8"))
    compile(cell, question.stem, "exec")
    _, _, code = stub.removeprefix('"""').partition('"""\n')
    assert released(cell) == code.strip()


@pytest.mark.parametrize(
    "solution",
    [
        "two = 2\n\n\ndef double(n):\n    return two * n\n",
        "def double(n):\n    return helper(n)\n\n\ndef helper(n):\n    return 2 * n\n",
        "double = lambda n: 2 * n\n",
        "def double(number):\n    return 2 * number\n",
        "import functools\n\n\n@functools.cache\ndef double(n):\n    return 2 * n\n",
        "def double(n): return 2 * n\n",
        'def double(\n    n: "a number",\n) -> int:  # two\n    """2"""\n    # by two\n    return 2 * n\n',
        "def double(n):\n  return 2 * n\n",
    ],
)
def test_however_it_is_written_the_solution_works_and_goes(solution):
    cell = solution_cell(STUB, solution)
    assert called(cell, "double(4)") == 8
    assert released(cell) == "def double(n):\n    raise NotImplementedError"


@pytest.mark.parametrize("base", ["", "(Base)"])
def test_a_class_keeps_its_methods_heads(base):
    stub = "class Twice:\n    def f(self, n):\n        raise NotImplementedError\n\n\nx = 1\n"
    solution = f"class Base: ...\n\n\nclass Twice{base}:\n    by = 2\n\n"
    solution += "    def f(self, n):\n        return self.g(n)\n"
    solution += "\n    def g(self, n):\n        return self.by * n\n"
    cell = solution_cell(stub, solution)
    assert called(cell, "Twice().f(4)") == 8
    assert released(cell) == stub.strip()


@pytest.mark.parametrize(
    ("stub", "solution", "what"),
    [
        ("x = 1", "x = 2", "no function"),
        ("def f(", "x = 2", "the stub is no Python"),
        ("def f():\n    ...", "def f(", "the solution is no Python"),
        ("def f(): ...", "def f():\n    return 1", "one line"),
    ],
)
def test_what_cannot_be_laid_together_is_told(stub, solution, what):
    with pytest.raises(BrokenCourse, match=what):
        solution_cell(stub, solution)
