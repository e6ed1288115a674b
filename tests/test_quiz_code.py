"""Code in an open answer is run: the question's own grader says whether it is right."""

from __future__ import annotations

import pytest
from factories import GRADER, QUIZ, a_course, a_question
from hypothesis import given
from hypothesis import strategies as st

from ch4.quizzing.code_answers import as_file, code_in
from ch4.quizzing.items import CodeAnswer, Items
from ch4.quizzing.runner import Runner
from ch4.quizzing.session import shuffled

MISTAKES = '''
from ch4.grading import mistake


@mistake("double")
def squares(n):
    """You square it."""
    return n**2


@mistake("double")
def leaves_it(n):
    """You give the number back as it is."""
    return n
'''
CODE = '[open.code]\nfunction = "double"\nparameters = ["n"]\npoints = ["operator"]\nslips = ["leaves_it"]\n'
PAIR = CodeAnswer(function="pair", parameters=("a", "b"), points=())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    quiz = QUIZ.replace("[[open.point]]", CODE + "\n[[open.point]]", 1)
    return a_course(tmp_path_factory.mktemp("code"), a_question(quiz=quiz, grader=GRADER + MISTAKES))


@pytest.fixture(scope="module")
def runner(course):
    with Runner(course) as runner:
        yield runner


@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        ("It multiplies by two: `n * 2`", "right", ""),
        ("It multiplies by two.\n```python\ndef twice(x):\n    return x + x\n```", "right", ""),
        ("It multiplies by two: `lambda n: n << 1`", "right", ""),
        ("It multiplies by two:\n>>> x = 3\n>>> print(2 * x)", "right", ""),
        ("It multiplies by two: `n ** 2`", "nit", "You square it"),
        ("`n ** 2`", "wrong", "You square it"),
        ("`+n`", "nit", "as it is"),
        ("`n + len(n)`", "review", "your code was run"),
        ("It multiplies by two, see `n`", "nit", "the operator"),
    ],
)
def test_code_counts_for_what_it_does(course, runner, answer, verdict, said):
    mark = runner.mark_open(Items(course).open("q01"), answer)
    assert (mark.verdict, said in mark.explanation) == (verdict, True), mark


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("I would write `list(zip(a, b))` there", "list(zip(a, b))"),
        ("```\nx = 1\n```\nand\n```py\ny = x + 1\n```", "x = 1\n\ny = x + 1"),
        ("The result: [[10, 12], [16, 18]]", None),
        ("`zip` makes pairs", None),
        ("no code here", None),
        ("[x for x in xs if x % 2]", "[x for x in xs if x % 2]"),
        ("so I do it like this: [x for x in xs if x % 2]", "[x for x in xs if x % 2]"),
    ],
)
def test_code_is_found_where_people_write_it(answer, code):
    assert code_in(answer) == code


@pytest.mark.parametrize(
    "code",
    [
        "list(zip(first, second))",
        "def f(p, q):\n    return list(zip(p, q))",
        "pairs = list(zip(first, second))",
        "first = [1, 2]\nsecond = 'ab'\nlist(zip(first, second))",
        "f = lambda p, q: list(zip(p, q))",
        "[(i, j) for i, j in zip(left, right)]",
    ],
)
def test_many_forms_of_code_become_the_function(code):
    made: dict[str, object] = {}
    exec(as_file(code, PAIR), made)
    assert made["pair"]([7], "z") == [(7, "z")]


def test_code_that_takes_something_else_becomes_nothing():
    assert as_file("list(zip(first))", PAIR) is None
    assert as_file("for x in y: pass", PAIR) is None


@given(st.text())
def test_any_text_can_be_searched_for_code(text):
    code = code_in(text)
    assert code is None or compile(code, "answer", "exec")


def test_every_place_comes_up_for_what_is_right():
    assert {shuffled("q01.twice_four", 3, seed).index(0) for seed in range(30)} == {0, 1, 2}
    assert shuffled("q01.twice_four", 5, 7) == shuffled("q01.twice_four", 5, 7)
