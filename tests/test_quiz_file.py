"""Answers in a Markdown file: liberal in what is read, exact in what is said of it."""

from __future__ import annotations

import json

import jsonschema
import pytest
from factories import QUIZ, a_course, a_question, ch4
from hypothesis import given
from hypothesis import strategies as st

from ch4.quizzing.answers_file import parse, template

MARK = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "item",
        "address",
        "verdict",
        "covered",
        "missing",
        "mistake",
        "explanation",
        "model_answer",
    ],
    "properties": {
        "item": {"type": "string", "pattern": r"^[qr]\d+\.open$"},
        "address": {"type": "string", "pattern": r"^[qr]\d+$"},
        "verdict": {"enum": ["right", "nit", "wrong", "review"]},
        "covered": {"type": "array", "items": {"type": "string"}},
        "missing": {"type": "array", "items": {"type": "string"}},
        "mistake": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["name", "explanation"],
                    "properties": {"name": {"type": "string"}, "explanation": {"type": "string"}},
                },
            ]
        },
        "explanation": {"type": "string"},
        "model_answer": {"type": "string"},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["schema", "answers"],
    "properties": {"schema": {"const": "ch4.quiz/1"}, "answers": {"type": "array", "items": MARK}},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    questions = [a_question(address, quiz=QUIZ) for address in ("q01", "q02", "q18", "r1")]
    return a_course(tmp_path_factory.mktemp("file"), *questions)


@pytest.mark.parametrize(
    "heading",
    [
        "## question 18",
        "# Question 18",
        "### 18. What does doubling do?",
        "## 18",
        "## Q18",
        "## q18: doubling",
        "## **Question 18**",
        "**Question 18**",
        "**question 18.** What does doubling do?",
        "Question 18",
        "Question 18:",
        "## Question #18",
        "18.",
        "##question 18",
    ],
)
def test_a_heading_may_have_many_forms(course, heading):
    file = parse(f"Some words before.\n\n{heading}\n\nIt multiplies.\nWith `*`.\n", course)
    assert file.answers == {"q18": "It multiplies.\nWith `*`."}
    assert file.problems == ()


def test_an_answer_may_stand_in_the_line_of_its_number(course):
    text = "1. It multiplies.\n2. It adds.\n18) It doubles."
    assert parse(text, course).answers == {"q01": "It multiplies.", "q02": "It adds.", "q18": "It doubles."}
    assert parse("q18: It doubles.", course).answers == {"q18": "It doubles."}


def test_a_list_and_code_in_an_answer_belong_to_it(course):
    body = "First:\n\n1. read\n2. think\n18. write\n\n```python\n# question 1\nx = 1\n```\nand so on"
    assert parse(f"## question 2\n\n{body}\n", course).answers == {"q02": body}


def test_research_tasks_have_answers_too(course):
    assert parse("## research 1\nwords\n## Research task 1\nmore", course).answers == {"r1": "more"}


def test_the_heading_of_a_section_ends_an_answer(course):
    assert parse("## question 1\nwords\n# Second part\nnot an answer\n", course).answers == {"q01": "words"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "## question 1\na\n## question 1\nb",
            "line 3: question 1 is answered twice; the later answer counts",
        ),
        ("## question 99\na", "line 1: there is no question 99"),
        ("## question 1\n\n## question 2\na", "line 1: question 1 has no answer"),
        ("just words", "no heading"),
        ("", "no heading"),
    ],
)
def test_what_cannot_be_used_is_said(course, text, said):
    assert said in parse(text, course).problems[0]


@given(st.text(alphabet=st.sampled_from(list("#*`>.) \n\t0123456789qrQuestion")), max_size=80))
def test_no_file_is_an_error(course, text):
    file = parse(text, course)
    assert set(file.answers) <= set(course.addresses)


def test_a_template_filled_in_is_read_again(course):
    written = template(course, course.addresses)
    assert parse(written, course).answers == dict.fromkeys(course.addresses, "")
    filled = written.replace("## question 18\n", "## question 18\n\nIt multiplies.\n")
    assert parse(filled, course).answers["q18"] == "It multiplies."


def test_marks_are_json_by_the_schema(course, tmp_path):
    (tmp_path / "a.md").write_text("## question 1\nIt multiplies by two with `*`.\n## 18.\nIt squares.\n")
    done = ch4("quiz", "--answers", "a.md", "--format", "json", cwd=tmp_path, course=course)
    marks = json.loads(done.stdout)
    jsonschema.validate(marks, SCHEMA)
    assert [(m["address"], m["verdict"]) for m in marks["answers"]] == [("q01", "right"), ("q18", "wrong")]
    assert done.returncode == 1


def test_marks_at_a_terminal_say_what_is_wrong_and_what_is_right(course, tmp_path):
    text = "## question 18\nIt squares.\n## question 99\nx"
    done = ch4("quiz", "--answers", "-", cwd=tmp_path, course=course, stdin=text)
    assert "You square the number" in done.stdout
    assert "model answer" in done.stdout
    assert "1 wrong" in done.stdout
    assert "line 3: there is no question 99" in done.stderr


def test_right_answers_end_with_zero(course, tmp_path):
    text = "## question 1\nIt multiplies by two."
    done = ch4("quiz", "--answers", "-", cwd=tmp_path, course=course, stdin=text)
    assert done.returncode == 0
    assert "1 right, with a remark" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--answers", "nowhere.md"), 2, "--template"),
        (("--section", "sea"), 2, "the sections are Numbers"),
        (("--format", "json"), 2, "--answers"),
        (("question", "77"), 2, "there is no question 77"),
        ((), 2, "ch4 quiz --answers answers.md"),
    ],
)
def test_wrong_words_are_one_line(course, tmp_path, words, code, said):
    done = ch4("quiz", *words, cwd=tmp_path, course=course)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (code, 1)
    assert said in done.stderr


def test_a_file_that_is_no_text_is_said(course, tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    done = ch4("quiz", "--answers", "a.md", cwd=tmp_path, course=course)
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


def test_the_template_has_a_heading_for_each_question_that_was_asked_for(course, tmp_path):
    done = ch4("quiz", "--template", "18", cwd=tmp_path, course=course)
    assert "## question 18" in done.stdout
    assert "> What does doubling a number do" in done.stdout
    assert "## question 2" not in done.stdout
