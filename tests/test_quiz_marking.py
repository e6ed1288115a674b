"""Marking: open answers by their rubric, closed ones by their keys."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from factories import QUIZ, REPOSITORY, a_course, a_question
from hypothesis import given
from hypothesis import strategies as st

from ch4.course import Course
from ch4.errors import BrokenCourse
from ch4.quizzing.closed import correct_response, mark_closed
from ch4.quizzing.items import Items
from ch4.quizzing.rubric import mark_open
from ch4.quizzing.runner import Runner


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return a_course(tmp_path_factory.mktemp("quiz"), a_question(quiz=QUIZ))


@pytest.fixture(scope="module")
def items(course):
    return {item.name.partition(".")[2]: item for item in Items(course)}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("It multiplies the number by two, with `*`.", "right"),
        ("multiplys it by 2 using the * opertor", "right"),
        ("It multiplies by two.", "nit"),
        ("It multiplies by 2 with *, and half of it is the number again.", "nit"),
        ("It squares the number.", "wrong"),
        ("It does not square the number, it multiplies by two with the asterisk.", "right"),
        ("Use an asterisk.", "review"),
        ("It makes the number a string.", "wrong"),
        ("", "wrong"),
        ("no idea", "wrong"),
        ("I don't know, sorry", "wrong"),
        ("What does doubling a number do, and which operator does it?", "wrong"),
        ("Doubling a number is when you do the doubling of the number.", "wrong"),
    ],
)
def test_an_open_answer_gets_the_verdict_of_what_it_says(items, answer, verdict):
    assert mark_open(items["open"], answer).verdict == verdict


def test_a_mark_says_what_is_there_what_is_missing_and_which_misconception_it_is(items):
    partly = mark_open(items["open"], "It multiplies by two.")
    assert partly.covered == ("doubling multiplies by two",)
    assert partly.missing == ("the operator is `*`",)
    assert "the operator is `*`" in partly.explanation
    wrong = mark_open(items["open"], "You square it.")
    assert wrong.mistake.name == "squares"
    assert "You square the number" in wrong.explanation


CHAPTER = Items(Course.load(REPOSITORY))


@given(st.text())
def test_any_text_gets_a_mark(text):
    assert mark_open(CHAPTER.open("q18"), text).verdict in ("right", "nit", "wrong", "review")


def test_the_key_of_every_kind_is_right(items):
    for name, item in items.items():
        if name != "open":
            assert mark_closed(item, correct_response(item)).verdict == "right", name


@pytest.mark.parametrize(
    ("name", "response", "why"),
    [
        ("twice_four", 1, "four times four"),
        ("even", frozenset({0}), "“ten” is one of them, too"),
        ("even", frozenset({0, 1, 2}), "seven is odd"),
        ("bigger", (True, 0), "the statement is false"),
        ("bigger", (False, 1), "only for zero"),
        ("steps", (1, 0, 2), "step 1 is “one”"),
        ("doubles", (1, 0, 2), "“one” belongs to “two”"),
        ("twice_half", "0.25", "that is the square"),
        ("twice_half", "many", "that is not a number"),
        ("prints", "[2, 4]", "that would be an array"),
        ("bug", "1", ""),
        ("gap", "n**2", "that is the square"),
    ],
)
def test_a_wrong_response_is_wrong_and_says_why(items, name, response, why):
    mark = mark_closed(items[name], response)
    assert mark.verdict == "wrong"
    assert why in (mark.mistake.explanation if mark.mistake else "")


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("twice_half", " 1.0 "),
        ("twice_half", "it is 1"),
        ("prints", "[1,2,1,2]"),
        ("bug", "line 2"),
        ("gap", "2*n"),
    ],
)
def test_blanks_and_forms_do_not_count(items, name, response):
    assert mark_closed(items[name], response).verdict == "right"


def test_a_completion_that_nobody_foresaw_is_run(items, course):
    with Runner(course) as runner:
        assert mark_closed(items["gap"], "n + n", runner.problem).verdict == "right"
        failed = mark_closed(items["gap"], "n + 1", runner.problem)
        assert failed.verdict == "wrong"
        assert "AssertionError" in failed.mistake.explanation
        assert mark_closed(items["gap"], "(", runner.problem).verdict == "wrong"
    assert mark_closed(items["gap"], "n + n").verdict == "review"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('kind = "single"', 'kind = "singel"'), "singel"),
        (('slug = "even"', 'slug = "twice_four"'), "two items are called twice_four"),
        (
            (', right = true },\n    { text = "sixteen"', ' , why = "x" },\n    { text = "sixteen"'),
            "0 choices",
        ),
        ((', why = "that is four plus two"', ""), "has no `why`"),
        (("return ___", "return n"), "nothing is left out"),
        (("line = 2", "line = 3"), "has no line 3"),
        (('any = ["half|halve"]', 'any = ["half||halve"]'), "half||halve"),
        (("[open]", "[opening]"), "opening"),
    ],
)
def test_a_broken_quiz_file_is_one_line_with_its_name(tmp_path, change, said):
    broken = a_course(tmp_path, a_question(quiz=QUIZ.replace(*change)))
    with pytest.raises(BrokenCourse, match=r"q01_double\.toml") as error:
        list(Items(broken))
    assert said in str(error.value)


def test_a_drawing_may_be_points(tmp_path):
    drawing = '[open.drawing]\nfunction = "double"\nx = [-2, 0, 2]\ny = [-4, 0, 4]\n'
    quiz = QUIZ.replace("[[item]]", drawing + "[[item]]", 1)
    item = Items(a_course(tmp_path, a_question(quiz=quiz))).open("q01")
    assert mark_open(item, "-2 -4, 0 0, 1 2").verdict == "right"
    assert mark_open(item, "(-2, -4); (0, 0); (2, 4)").verdict == "right"
    assert mark_open(item, "-2 -4, 2 4").verdict == "nit"
    wrong = mark_open(item, "-2 4, 0 0, 2 4")
    assert wrong.verdict == "wrong"
    assert "at -2 the curve is at -4" in wrong.explanation
    assert mark_open(item, "It multiplies by 2 with *").verdict == "right"


def test_the_chapter_is_marked_as_teachers_mark_it():
    """On answers that no rubric was made with."""
    counts: Counter[tuple[bool, str]] = Counter()
    for path in sorted((REPOSITORY / "tests" / "quiz_answers").glob("*.jsonl")):
        item = CHAPTER.open(path.stem.partition("_")[0])
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            counts[row["verdict"] != "wrong", str(mark_open(item, row["answer"]).verdict)] += 1
    total = counts.total()
    reviews = counts[True, "review"] + counts[False, "review"]
    rejected, accepted = counts[True, "wrong"], counts[False, "right"] + counts[False, "nit"]
    assert total > 400
    assert reviews <= 0.12 * total
    assert rejected <= 0.03 * total
    assert accepted <= 0.03 * total
    assert rejected + accepted <= 0.05 * (total - reviews)
