"""The report as Gradescope and Exercism read it; the schemas are written down from their specifications."""

from __future__ import annotations

import json
import math

import jsonschema
import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from reports import ANY_TEXT, EVERY_VERDICT, GRID, HOSTILE, criterion, everything_hostile, question, report

from ch4.report import Report, exercism, gradescope

TEXT_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
# https://gradescope-autograders.readthedocs.io/en/latest/specs/
GRADESCOPE = {
    "type": "object",
    "required": ["score"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": TEXT_FORMAT,
        "test_output_format": TEXT_FORMAT,
        "test_name_format": TEXT_FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["score", "max_score", "name", "number", "output"],
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": TEXT_FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": TEXT_FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["number", "string"]},
                    "order": {"enum": ["asc", "desc"]},
                },
            },
        },
    },
}
# https://exercism.org/docs/building/tooling/test-runners/interface
EXERCISM = {
    "type": "object",
    "required": ["version", "status", "tests"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 3},
        "status": {"enum": ["pass", "fail", "error"]},
        "message": {"type": ["string", "null"], "maxLength": 65535},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "status", "test_code"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"},
                    "status": {"enum": ["pass", "fail", "error"]},
                    "message": {"type": ["string", "null"], "maxLength": 65535},
                    "output": {"type": ["string", "null"], "maxLength": 500},
                    "test_code": {"type": "string"},
                    "task_id": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
    "if": {"properties": {"status": {"const": "error"}}},
    "then": {"properties": {"message": {"type": "string", "minLength": 1}}, "required": ["message"]},
    "else": {"properties": {"message": {"type": "null"}, "tests": {"minItems": 1}}},
}


class TestGradescope:
    def results(self, result: Report) -> dict[str, object]:
        document = json.loads(gradescope.render(result), parse_constant=pytest.fail)
        jsonschema.validate(document, GRADESCOPE)
        return document

    def test_a_question_is_a_test_with_its_points(self) -> None:
        document = self.results(report(question(criterion("pass")), question(GRID, points=0.5)))
        tests = [(t["number"], t["name"], t["score"], t["max_score"], t["status"]) for t in document["tests"]]
        assert tests == [
            ("q09", "question 9: A corner of a tensor", 1, 1, "passed"),
            ("q09", "question 9: A corner of a tensor", 0.5, 1, "failed"),
        ]
        assert document["score"] == 1.5

    def test_a_remark_is_no_failure_and_a_skipped_question_is_neither(self) -> None:
        document = self.results(report(question(criterion("nit")), question(criterion("skipped"))))
        assert [test.get("status") for test in document["tests"]] == ["passed", None]

    def test_the_output_is_markdown_that_shows_what_is_to_mend(self) -> None:
        (test,) = self.results(report(question(criterion("pass"), GRID, output="tensor([1])")))["tests"]
        shown = MarkdownIt().render(test["output"])
        assert test["output_format"] == "md"
        assert "<strong>The block is the corner.</strong>" in shown
        assert "<code>t[-2:][-2:]</code> slices the rows twice." in shown
        assert '<code class="language-text">10  *11*\n16  *19*\n</code>' in shown
        assert "tensor([1])" in shown

    def test_learners_see_the_tests_and_not_what_the_autograder_said(self) -> None:
        document = self.results(EVERY_VERDICT)
        assert {test["visibility"] for test in document["tests"]} == {document["visibility"]} == {"visible"}
        assert document["stdout_visibility"] == "hidden"

    def test_the_leaderboard_has_the_last_accuracy_that_was_measured(self) -> None:
        def measured(**metrics: object) -> object:
            return question(criterion("pass", metrics=metrics))

        last = report(measured(accuracy=0.5), measured(accuracy=0.974), measured(seconds=3.0), question())
        assert self.results(last)["leaderboard"] == [{"name": "accuracy", "value": 0.974}]
        assert self.results(report(measured(accuracy=math.nan)))["leaderboard"] == []
        assert self.results(EVERY_VERDICT)["leaderboard"] == []

    def test_an_endless_value_is_cut(self) -> None:
        (test,) = self.results(report(question(criterion(got="9" * 1_000_000))))["tests"]
        assert len(test["output"]) < 60_000

    @pytest.mark.parametrize("result", [report(), EVERY_VERDICT, everything_hostile(HOSTILE)])
    def test_every_report_obeys_the_specification(self, result: Report) -> None:
        self.results(result)

    @settings(deadline=None)
    @given(ANY_TEXT)
    def test_no_text_breaks_it(self, text: str) -> None:
        self.results(everything_hostile(text))


class TestExercism:
    def results(self, result: Report, **code: object) -> dict[str, object]:
        document = json.loads(exercism.render(result, **code), parse_constant=pytest.fail)
        jsonschema.validate(document, EXERCISM)
        return document

    @pytest.mark.parametrize(
        ("verdicts", "status"),
        [
            (("pass", "pass"), "pass"),
            (("pass", "nit"), "pass"),
            (("pass", "skipped"), "pass"),
            (("pass", "fail"), "fail"),
            (("pass", "error"), "fail"),
            (("todo", "todo"), "fail"),
            (("error", "skipped"), "error"),
            (("timeout",), "error"),
            (("skipped",), "error"),
        ],
    )
    def test_the_status_is_that_of_all_tests_together(self, verdicts: tuple[str, ...], status: str) -> None:
        assert self.results(report(question(*map(criterion, verdicts))))["status"] == status

    def test_a_criterion_is_a_test_named_by_its_sentence(self) -> None:
        (test,) = self.results(report(question(GRID)))["tests"]
        assert (test["name"], test["status"], test["task_id"]) == ("The block is the corner.", "fail", 1)
        assert test["message"].startswith(
            "2 of 4 cells differ\nexercises/q09_tensor_slice.py:12\nYou did this"
        )

    def test_a_question_is_a_task(self) -> None:
        two = report(question(criterion("pass")), question(criterion("pass"), criterion("fail")))
        tests = self.results(two)["tests"]
        assert [test["task_id"] for test in tests] == [1, 2, 2]
        assert tests[0]["name"] == "question 9: The block is the corner."

    def test_a_file_that_does_not_run_is_told_on_top(self) -> None:
        broken = criterion("error", message="SyntaxError: expected ':'", line=1)
        waits = criterion("skipped", message="not judged: the file does not run")
        document = self.results(report(question(broken, waits)))
        assert "SyntaxError: expected ':'\nexercises/q09_tensor_slice.py:1" in document["message"]
        assert len(document["tests"]) == 1

    def test_output_is_cut_after_500_characters_and_says_so(self) -> None:
        (test,) = self.results(report(question(GRID, output="x" * 501)))["tests"]
        assert len(test["output"]) == 500
        assert test["output"].endswith("Output was truncated. Please limit to 500 chars")
        (test,) = self.results(report(question(GRID, output="x" * 500)))["tests"]
        assert test["output"] == "x" * 500

    def test_the_code_of_a_test_is_shown_where_it_is_known(self) -> None:
        code = {("q09", "takes_the_corner"): "expect(answer.corner()).equals(1)"}
        (test,) = self.results(report(question(GRID)), test_code=lambda *key: code[key])["tests"]
        assert test["test_code"] == "expect(answer.corner()).equals(1)"
        (test,) = self.results(report(question(GRID)))["tests"]
        assert test["test_code"] == "# The block is the corner."

    @pytest.mark.parametrize("result", [report(), EVERY_VERDICT, everything_hostile(HOSTILE)])
    def test_every_report_obeys_the_specification(self, result: Report) -> None:
        self.results(result)

    @settings(deadline=None)
    @given(ANY_TEXT)
    def test_no_text_breaks_it(self, text: str) -> None:
        self.results(everything_hostile(text))
