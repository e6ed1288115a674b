"""What people and machines read of a report, format by format."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from reports import ANY_TEXT, EVERY_VERDICT, GRID, HOSTILE, criterion, everything_hostile, question, report
from rich.console import Console

from ch4.report import Report, from_json, github, junit, markdown, schema, terminal, to_json

SCHEMA_FILE = Path(terminal.__file__).with_name("schema.json")
JUNIT = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def words(text: str) -> str:
    """`text` on one line, so that a test does not depend on where lines are broken."""
    return " ".join(text.split())


class TestJson:
    def test_the_published_schema_is_in_step_with_the_code(self) -> None:
        published = msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"
        assert SCHEMA_FILE.read_bytes() == published

    @pytest.mark.parametrize(
        "result", [EVERY_VERDICT, report(), everything_hostile(HOSTILE)], ids=["every", "none", "hostile"]
    )
    def test_a_report_obeys_the_published_schema(self, result: Report) -> None:
        checker = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes()))
        checker.validate(json.loads(to_json(result)))

    def test_the_schema_refuses_a_report_that_lacks_a_field(self) -> None:
        document = json.loads(to_json(EVERY_VERDICT))
        del document["questions"][0]["output"]
        with pytest.raises(jsonschema.ValidationError, match="'output' is a required property"):
            jsonschema.validate(document, schema())

    def test_a_report_survives_the_way_through_json(self) -> None:
        metrics = {
            "accuracy": 0.974,
            "curve": [[0.0, 2.3], [1.0, 0.4]],
            "losses": [2.3, 0.4],
            "device": "cpu",
        }
        result = report(question(criterion("pass", metrics=metrics)), question(GRID))
        assert from_json(to_json(result)) == result

    def test_a_loss_that_is_not_a_number_is_written_as_null(self) -> None:
        result = report(question(criterion(metrics={"loss": float("nan"), "curve": [[0.0, float("inf")]]})))
        assert from_json(to_json(result)).questions[0].criteria[0].metrics == {
            "loss": None,
            "curve": [[0.0, None]],
        }

    def test_half_a_surrogate_pair_is_written_as_a_question_mark(self) -> None:
        assert from_json(to_json(report(question(output="a\ud800b")))).questions[0].output == "a?b"

    def test_something_else_is_refused(self) -> None:
        with pytest.raises(msgspec.ValidationError):
            from_json(b'{"schema": "ch4.report/2"}')


class TestTerminal:
    def test_a_question_is_one_line_with_a_sign_and_a_word(self) -> None:
        first = terminal.render(report(question(criterion("pass")))).splitlines()[0]
        assert first == "✓ pass    1/1   question 9  A corner of a tensor"

    def test_expected_and_got_stand_side_by_side_with_the_differing_cells_marked(self) -> None:
        shown = terminal.render(report(question(GRID)))
        assert (
            "      expected │ got\n"
            "      ─────────┼─────────\n"
            "      10  12   │ 10  *11*\n"
            "      16  18   │ 16  *19*\n"
        ) in shown

    def test_expected_and_got_are_stacked_where_they_do_not_fit_side_by_side(self) -> None:
        wide = "  ".join("12345" for _ in range(8))
        shown = terminal.render(report(question(criterion(expected=wide, got=wide))), width=80)
        assert f"      expected\n        {wide}\n      got\n        {wide}\n" in shown

    def test_a_difference_far_down_or_far_right_in_a_grid_is_in_sight(self) -> None:
        rows = ["  ".join("1234" for _ in range(30)) for _ in range(40)]
        other = [*rows[:35], rows[35][:-4] + "*77*", *rows[36:]]
        shown = terminal.render(report(question(criterion(expected="\n".join(rows), got="\n".join(other)))))
        assert "*77*" in shown
        assert len(shown.splitlines()) < 60

    def test_sides_of_different_height_are_both_shown(self) -> None:
        long = criterion(expected="7", got="\n".join(["1"] * 40 + ["*2*"]))
        shown = terminal.render(report(question(long)))
        assert "      … 1 row  │ … 39 rows\n               │ 1\n               │ *2*\n" in shown

    def test_a_failure_names_its_line_its_mistake_and_where_to_get_a_hint(self) -> None:
        shown = terminal.render(report(question(GRID)))
        assert "exercises/q09_tensor_slice.py:12: 2 of 4 cells differ" in shown
        assert "You did this: `t[-2:][-2:]` slices the rows twice." in shown
        assert "stuck? ch4 hint question 9" in shown

    def test_a_nit_shows_its_remark(self) -> None:
        shown = terminal.render(report(question(criterion("nit", message="A loop works, but slowly."))))
        assert "A loop works, but slowly." in shown

    def test_a_nit_without_a_message_leaves_no_empty_line(self) -> None:
        block = terminal.render(report(question(criterion("nit")))).split("\n\n")[0]
        assert block.splitlines()[1:] == ["  ≈ The block is the corner."]

    def test_a_time_out_names_the_line_it_was_stuck_on(self) -> None:
        shown = terminal.render(report(question(criterion("timeout", message="stuck after 10 s", line=7))))
        assert "exercises/q09_tensor_slice.py:7: stuck after 10 s" in shown

    def test_an_unwritten_answer_is_one_quiet_line(self) -> None:
        shown = terminal.render(report(question(criterion("todo", message="NotImplementedError"))))
        assert shown.split("\n\n")[0].splitlines() == ["· todo    0/1   question 9  A corner of a tensor"]

    def test_a_skipped_question_gives_its_reason_once(self) -> None:
        skipped = criterion("skipped", message="needs a CUDA GPU")
        assert terminal.render(report(question(skipped, skipped))).count("needs a CUDA GPU") == 1

    def test_the_same_trouble_is_told_once(self) -> None:
        same = criterion("error", message="NameError: name 'x' is not defined", line=4)
        shown = terminal.render(report(question(same, same, same)))
        assert shown.count("NameError") == 1
        assert shown.count("as above") == 2

    def test_what_was_measured_is_shown_and_series_are_not(self) -> None:
        metrics = {
            "accuracy": 0.974,
            "seconds": 3.2,
            "images_per_second": 52310.4,
            "loss": float("nan"),
            "curve": [[0.0, 2.3], [1.0, 0.4]],
        }
        shown = terminal.render(report(question(criterion("pass", metrics=metrics))))
        assert "accuracy 97.4%, 3.2 s, 52,310 images/s, loss not a number\n" in shown

    def test_a_message_on_a_pass_is_shown(self) -> None:
        shown = terminal.render(report(question(criterion("pass", message="97.4% of 2,000 digits"))))
        assert "97.4% of 2,000 digits" in shown

    def test_the_last_lines_that_a_failing_answer_printed_are_shown(self) -> None:
        output = "".join(f"epoch {number}\n" for number in range(100))
        shown = terminal.render(report(question(criterion(), output=output)))
        assert "it printed (94 lines before these):\n  │ epoch 94\n" in shown
        assert "epoch 93" not in shown

    def test_a_progress_bar_shows_as_it_ended(self) -> None:
        shown = terminal.render(report(question(criterion(), output="10%\r50%\r100%\n")))
        assert "│ 100%\n" in shown
        assert "50%" not in shown

    def test_a_message_or_value_of_any_length_leaves_room_on_the_screen(self) -> None:
        endless = criterion(message="no " * 10_000, expected="1", got="9" * 10_000)
        assert len(terminal.render(report(question(endless))).splitlines()) < 45

    def test_what_a_right_answer_printed_is_not_shown(self) -> None:
        assert "loud" not in terminal.render(report(question(criterion("pass"), output="loud\n")))

    def test_the_summary_counts_and_says_what_to_do_next(self) -> None:
        end = words(terminal.render(EVERY_VERDICT).split("\n\n")[-1])
        assert "8 questions: 2 pass, 1 nit, 1 fail, 1 error, 1 timeout, 1 todo, 1 skipped" in end
        assert "3/8 points" in end
        assert "next: mend exercises/q09_tensor_slice.py, then: ch4 check question 9" in end

    @pytest.mark.parametrize(
        ("verdict", "step"),
        [("todo", "write exercises/q09"), ("skipped", "ch4 doctor"), ("pass", "ch4 next")],
    )
    def test_the_next_step_fits_what_is_left(self, verdict: str, step: str) -> None:
        assert f"next: {step}" in terminal.render(report(question(criterion(verdict))))

    def test_what_is_answered_in_words_sends_to_the_quiz(self) -> None:
        in_words = question(criterion("skipped"), file="", label="question 32")
        assert "next: ch4 quiz question 32" in terminal.render(report(in_words))
        assert "next: ch4 next" in terminal.render(report(in_words, question(criterion("pass"))))

    @pytest.mark.parametrize("width", [40, 80, 120])
    def test_no_line_is_wider_than_the_console(self, width: int) -> None:
        lines = terminal.render(EVERY_VERDICT, width=width).splitlines()
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)

    def test_colour_adds_nothing_that_plain_text_lacks(self) -> None:
        coloured = terminal.render(EVERY_VERDICT, color=True)
        assert "\x1b[" in coloured
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == terminal.render(EVERY_VERDICT)

    def test_text_from_an_answer_is_neither_markup_nor_control(self) -> None:
        shown = terminal.render(everything_hostile(HOSTILE))
        assert "[bold]b[/bold]" in shown
        assert "red [bold]" in shown
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", shown)

    def test_a_console_without_unicode_gets_ascii(self) -> None:
        raw = io.BytesIO()
        console = Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80)
        terminal.print_report(report(question(GRID), question(criterion(message="2 × 3 → 6"))), console)
        console.file.flush()
        shown = raw.getvalue().decode("ascii")
        assert "x fail    0/1   question 9" in shown
        assert "10  12   | 10  *11*" in shown
        assert "2 x 3 -> 6" in shown

    def test_questions_can_be_printed_one_by_one(self) -> None:
        out = io.StringIO()
        console = Console(file=out, width=80)
        for one in EVERY_VERDICT.questions:
            terminal.print_question(one, console)
        terminal.print_summary(EVERY_VERDICT, console)
        assert out.getvalue() == terminal.render(EVERY_VERDICT)

    @settings(deadline=None)
    @given(ANY_TEXT, st.integers(min_value=1, max_value=130))
    def test_no_text_and_no_width_breaks_it(self, text: str, width: int) -> None:
        assert terminal.render(everything_hostile(text), width=width)


class TestJUnit:
    def parsed(self, result: Report) -> etree._Element:
        document = etree.fromstring(junit.render(result).encode())
        JUNIT.assertValid(document)
        return document

    def test_a_question_is_a_suite_and_a_criterion_a_case(self) -> None:
        (suite,) = self.parsed(report(question(criterion("pass"), GRID)))
        assert suite.get("name") == "question 9: A corner of a tensor"
        assert [case.get("classname") for case in suite.iter("testcase")] == ["ch4.q09", "ch4.q09"]

    @pytest.mark.parametrize(
        ("verdict", "element", "counted"),
        [
            ("fail", "failure", "failures"),
            ("todo", "failure", "failures"),
            ("error", "error", "errors"),
            ("timeout", "error", "errors"),
            ("skipped", "skipped", "skipped"),
        ],
    )
    def test_a_verdict_becomes_an_outcome(self, verdict: str, element: str, counted: str) -> None:
        (suite,) = self.parsed(report(question(criterion(verdict, message="so it is"))))
        assert "so it is" in suite.find(f"testcase/{element}").get("message")
        assert [suite.get(kind) for kind in ("failures", "errors", "skipped")].count("1") == 1
        assert suite.get(counted) == "1"

    def test_a_nit_passes_and_its_remark_is_a_property(self) -> None:
        (suite,) = self.parsed(report(question(criterion("nit", message="A loop works, but slowly."))))
        assert len(suite.find("testcase")) == 0
        assert suite.xpath("string(//property[@name='remark.takes_the_corner']/@value)").startswith("A loop")

    def test_a_failure_carries_the_mistake_and_both_sides(self) -> None:
        failure = self.parsed(report(question(GRID))).find(".//failure")
        assert failure.get("type") == "rows_then_rows"
        assert "exercises/q09_tensor_slice.py:12" in failure.text
        assert "got:\n10  *11*\n16  *19*" in failure.text

    def test_the_time_stamp_is_in_utc_without_a_zone(self) -> None:
        assert self.parsed(report(question()))[0].get("timestamp") == "2025-06-01T08:00:00"

    def test_what_was_measured_is_a_property(self) -> None:
        document = self.parsed(report(question(criterion("pass", metrics={"accuracy": 0.974}))))
        assert document.xpath("//property[@name='metric.takes_the_corner.accuracy']/@value") == ["0.974"]

    def test_what_the_answer_printed_is_the_standard_output(self) -> None:
        document = self.parsed(report(question(output="a\n\x1b[1mb\x1b[0m\x00<c>&\n")))
        assert document.findtext(".//system-out") == "a\nb<c>&\n"

    @pytest.mark.parametrize("result", [report(), EVERY_VERDICT, everything_hostile(HOSTILE)])
    def test_every_report_is_valid(self, result: Report) -> None:
        self.parsed(result)

    @settings(deadline=None)
    @given(ANY_TEXT)
    def test_no_text_makes_it_invalid(self, text: str) -> None:
        self.parsed(everything_hostile(text))


class TestGithub:
    def test_a_failure_is_an_error_at_its_line(self) -> None:
        (line,) = github.annotations(report(question(GRID))).splitlines()
        assert line.startswith(
            "::error file=exercises/q09_tensor_slice.py,line=12,title=question 9%3A A corner of a tensor::"
        )
        assert "%0AYou did this: `t[-2:][-2:]` slices the rows twice." in line

    def test_a_nit_is_a_warning_on_github(self) -> None:
        assert github.annotations(report(question(criterion("nit", message="slow")))).startswith("::warning ")

    def test_an_unwritten_answer_is_one_notice(self) -> None:
        lines = github.annotations(report(question(criterion("todo"), criterion("todo")))).splitlines()
        assert [line.split(" ")[0] for line in lines] == ["::notice"]

    def test_right_and_skipped_answers_are_not_annotated(self) -> None:
        assert github.annotations(report(question(criterion("pass")), question(criterion("skipped")))) == ""

    def test_a_message_cannot_begin_a_command_of_its_own(self) -> None:
        lines = github.annotations(
            report(question(criterion(message="100%\n::error::x\r\n::x::")))
        ).splitlines()
        assert len(lines) == 1
        assert "100%25%0A::error::x%0A::x::" in lines[0]

    def test_a_title_cannot_add_a_property(self) -> None:
        (line,) = github.annotations(report(question(criterion(), title="a,line=1::b%"))).splitlines()
        assert "title=question 9%3A a%2Cline=1%3A%3Ab%25::" in line

    @settings(deadline=None)
    @given(ANY_TEXT)
    def test_every_line_is_a_command(self, text: str) -> None:
        lines = github.annotations(everything_hostile(text)).split("\n")
        assert lines.pop() == ""
        assert all(re.match(r"::(error|warning|notice) [^:]*::", line) for line in lines)

    def test_the_summary_has_the_table_and_folds_the_details(self) -> None:
        summary = github.step_summary(EVERY_VERDICT)
        assert summary.startswith(markdown.overview(EVERY_VERDICT))
        assert "<details>" in summary
        assert "*19*" in summary

    def test_a_summary_too_long_for_github_is_the_table_alone(self) -> None:
        result = report(question(criterion(got="9" * 2_000_000)))
        assert github.step_summary(result) == markdown.overview(result)


class TestMarkdown:
    def html(self, text: str) -> etree._Element:
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        return etree.HTML(f"<body>{parser.render(text)}</body>")

    def test_the_table_has_a_row_for_each_question(self) -> None:
        rows = self.html(markdown.overview(EVERY_VERDICT)).findall(".//tbody/tr")
        assert [row[1].text for row in rows] == [
            "pass",
            "nit",
            "fail",
            "timeout",
            "error",
            "todo",
            "skipped",
            "pass",
        ]

    def test_the_row_of_a_failure_says_which_mistake_it_is(self) -> None:
        row = self.html(markdown.overview(report(question(GRID)))).find(".//tbody/tr")
        assert "".join(row.itertext()).split("\n")[-2] == "t[-2:][-2:] slices the rows twice."
        assert row.findtext(".//code") == "t[-2:][-2:]"

    def test_the_details_tell_what_is_not_right_and_the_remarks(self) -> None:
        headings = self.html(markdown.details(EVERY_VERDICT)).findall(".//h2")
        assert [heading.text[0] for heading in headings] == ["≈", "✗", "!", "!"]

    def test_a_report_where_all_is_right_has_no_details(self) -> None:
        result = report(question(criterion("pass")))
        assert markdown.render(result) == markdown.overview(result)

    def test_expected_and_got_are_code(self) -> None:
        blocks = self.html(markdown.render(report(question(GRID)))).findall(".//pre/code")
        assert [block.text for block in blocks] == ["10  12\n16  18\n", "10  *11*\n16  *19*\n"]

    def test_a_fence_in_a_value_does_not_end_the_code(self) -> None:
        value = "```\n````\n<b>out?</b>"
        blocks = self.html(markdown.render(report(question(criterion(got=value))))).findall(".//pre/code")
        assert [block.text for block in blocks] == [f"{value}\n"]

    @pytest.mark.parametrize(
        "text", [r"a|b", r"`a|b`", r"\|", r"`\|`", "<b>x</b>", "*x* _y_ [l](http://m)", "1. x"]
    )
    def test_a_message_reads_as_it_was_written(self, text: str) -> None:
        result = report(question(criterion(message=text)))
        assert "".join(self.html(markdown.overview(result)).find(".//tbody/tr")[4].itertext()).replace(
            "`", ""
        ) == text.replace("`", "")

    @settings(deadline=None)
    @given(ANY_TEXT)
    def test_no_text_adds_a_row_a_link_an_image_or_a_heading(self, text: str) -> None:
        result = everything_hostile(text)
        page = self.html(markdown.render(result))
        assert len(page.findall(".//tr")) == 1 + len(result.questions)
        assert all(len(row) == 5 for row in page.findall(".//tr"))
        assert len(page.findall(".//h1")) == 1
        assert not page.xpath("//a | //img | //script | //em | //del")
