"""The second opinion: examples of a question make a rubric's verdict doubtful, and decide nothing."""

from __future__ import annotations

import json

from factories import QUIZ, a_course, a_question
from hypothesis import given
from hypothesis import strategies as st

from ch4.quizzing.examples import Example, Opinion
from ch4.quizzing.items import Items
from ch4.quizzing.rubric import mark_open

RIGHT = [f"it takes the number {word} times two" for word in ("once", "again", "always", "then", "just")]
WRONG = [f"it makes a string of the {word} number" for word in ("whole", "given", "first", "last", "same")]
EXAMPLES = [*(Example(text, "right") for text in RIGHT), *(Example(text, "wrong") for text in WRONG)]


def test_an_answer_is_held_to_be_what_answers_like_it_are():
    opinion = Opinion(EXAMPLES)
    assert opinion.of("it takes the number times two") > 0.8
    assert opinion.of("a string of the number") < 0.2
    assert 0.4 < opinion.of("zebra") < 0.6


def test_few_examples_say_nothing():
    assert Opinion(EXAMPLES[:7]).of(RIGHT[0]) == 0.5


@given(st.text())
def test_there_is_an_opinion_on_every_text(text):
    assert -1 < Opinion(EXAMPLES).of(text) < 2


def test_a_verdict_that_the_examples_speak_against_is_left_to_a_person(tmp_path):
    course = a_course(tmp_path, a_question(quiz=QUIZ))
    folder = course.root / "quiz" / "answers"
    folder.mkdir()
    like_the_asked = [f"It {word} multiplies the string by two with *" for word in "abcdefgh"]
    rows = [*({"answer": text, "verdict": "wrong"} for text in like_the_asked)]
    rows += [{"answer": text, "verdict": "right"} for text in ("zig", "zag", "zog", "zug")]
    (folder / "q01_double.jsonl").write_text("\n".join(map(json.dumps, rows)))
    item = Items(course).open("q01")
    assert mark_open(item, "It multiplies the string by two with *").verdict == "review"
    assert mark_open(item, "no idea").verdict == "wrong"


def test_a_line_that_is_no_example_is_told_with_its_file(tmp_path):
    course = a_course(tmp_path, a_question(quiz=QUIZ))
    folder = course.root / "quiz" / "answers"
    folder.mkdir()
    (folder / "q01_double.jsonl").write_text('{"answer": "x", "verdict": "good"}\n')
    try:
        Items(course).open("q01")
    except Exception as error:
        said = str(error)
    assert "good" in said
