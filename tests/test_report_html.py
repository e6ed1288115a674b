"""The report as a page: what a reader finds in it, and what nobody can put into it."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys

import pytest
from factories import ch4_environment
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from reports import ANY_TEXT, EVERY_VERDICT, GRID, HOSTILE, criterion, everything_hostile, question, report

from ch4.report import Report, html

ALLOWED = """
    html head meta title style body header main footer nav section h1 h2 h3 p span strong code a div ul li
    details summary figure figcaption pre mark svg g line text polyline circle
"""
NUMBERS = st.one_of(st.none(), st.floats(), st.integers(-(2**62), 2**62))
SERIES = st.lists(NUMBERS, max_size=30) | st.lists(st.lists(NUMBERS, min_size=2, max_size=2), max_size=30)


def page(result: Report) -> etree._Element:
    return lxml_html.document_fromstring(html.render(result))


def of(element: etree._Element, selector: str) -> list[etree._Element]:
    """Elements by `tag` or `tag.class`."""
    tag, _, name = selector.partition(".")
    elements = element.iter(tag)
    return [each for each in elements if not name or name in each.get("class", "").split()]


def words(element: etree._Element) -> str:
    return " ".join(element.text_content().split())


def the_question(result: Report) -> etree._Element:
    (found,) = of(page(result), "details.question")
    return found


def with_series(**metrics: object) -> etree._Element:
    return page(report(question(criterion("pass", metrics=metrics))))


class TestReading:
    def test_each_question_says_its_verdict_in_a_word_and_its_points(self) -> None:
        scores = [words(score) for score in of(page(EVERY_VERDICT), "span.score")]
        assert scores == [
            "pass 1/1", "nit 1/1", "fail 0/1", "timeout 0/1", "error 0/1", "todo 0/1", "skipped", "pass 1/1",
        ]  # fmt: skip

    def test_the_top_tells_how_far_it_is_and_what_to_do_next(self) -> None:
        (top,) = of(page(EVERY_VERDICT), "header")
        assert "3 of 8 points" in words(top)
        assert "8 questions ✓ 2 pass ≈ 1 nit ✗ 1 fail" in words(top)
        assert "Next: mend exercises/q09_tensor_slice.py, then: ch4 check question 9" in words(top)
        (bar,) = of(top, "div.bar")
        assert [(part.get("class"), part.get("style")) for part in bar][:2] == [
            ("pass", "flex-grow: 2"),
            ("nit", "flex-grow: 1"),
        ]

    def test_a_link_leads_to_each_question(self) -> None:
        made = page(report(question(address="q01"), question(address="r2")))
        targets = [link.get("href") for link in of(made, "a")]
        assert targets == ["#q01", "#r2"]
        assert [each.get("id") for each in of(made, "details.question")] == ["q01", "r2"]

    def test_questions_stand_under_their_section(self) -> None:
        made = page(report(question(section="Pixels"), question(section="Loss"), question(section="Pixels")))
        assert [(words(of(s, "h2")[0]), len(of(s, "details"))) for s in of(made, "section")] == [
            ("Pixels", 2),
            ("Loss", 1),
        ]

    def test_a_right_answer_with_a_picture_is_open_to_show_it(self) -> None:
        drawn = question(criterion("pass", metrics={"loss": [3.0, 2.0, 1.0]}))
        (details,) = of(page(report(drawn)), "details.question")
        assert "open" in details.attrib

    def test_what_is_to_mend_is_open_and_what_is_right_is_folded(self) -> None:
        opened = ["open" in details.attrib for details in of(page(EVERY_VERDICT), "details.question")]
        assert opened == [False, True, True, True, True, False, False, False]

    def test_expected_and_got_are_two_grids_whose_differing_cells_are_marked(self) -> None:
        (sides,) = of(the_question(report(question(GRID))), "div.sides")
        assert [words(of(side, "figcaption")[0]) for side in sides] == ["expected", "got"]
        assert [of(side, "pre")[0].text_content() for side in sides] == [
            "10  12\n16  18",
            "10  *11*\n16  *19*",
        ]
        assert [mark.text for mark in of(sides, "mark")] == ["*11*", "*19*"]

    def test_a_failure_names_its_line_its_mistake_and_where_to_get_a_hint(self) -> None:
        said = words(the_question(report(question(GRID))))
        assert "line 12: 2 of 4 cells differ" in said
        assert "You did this: t[-2:][-2:] slices the rows twice." in said
        assert "Hint: one pair of brackets takes an index for each axis" in said
        assert "Stuck? ch4 hint question 9" in said

    def test_code_in_a_sentence_is_set_as_code(self) -> None:
        (mistake,) = of(the_question(report(question(GRID))), "p.mistake")
        assert [code.text for code in of(mistake, "code")] == ["t[-2:][-2:]"]

    def test_the_same_trouble_is_told_once(self) -> None:
        same = criterion("error", message="NameError: name 'x' is not defined", line=4)
        said = words(the_question(report(question(same, same, same))))
        assert said.count("NameError") == 1
        assert said.count("as above") == 2

    def test_criteria_that_wait_are_counted_and_not_listed(self) -> None:
        waits = criterion("skipped", message="judged once this holds: it is a tensor")
        said = words(the_question(report(question(criterion(), waits, waits))))
        assert "2 more criteria wait until this is mended" in said
        assert "judged once" not in said

    def test_what_the_answer_printed_is_folded(self) -> None:
        (folded,) = of(the_question(report(question(GRID, output="tensor([1])\n"))), "details.output")
        assert "open" not in folded.attrib
        assert of(folded, "pre")[0].text == "tensor([1])"

    def test_of_much_output_the_end_is_shown(self) -> None:
        output = "".join(f"epoch {number}\n" for number in range(500))
        shown = of(page(report(question(GRID, output=output))), "pre")[-1].text
        assert shown.startswith("… 300 lines before these\nepoch 300\n")
        assert shown.endswith("epoch 499")

    def test_a_message_keeps_its_lines(self) -> None:
        (message,) = of(page(report(question(criterion(message="one\n  two")))), "p.message")
        assert message.text_content() == "one\n  two"

    def test_it_says_who_when_and_on_what(self) -> None:
        made = page(report(question(), learner="ada", device="cuda", seed=7))
        assert words(of(made, "h1")[0]) == "ch4 ada"
        (foot,) = of(made, "footer")
        assert words(foot) == "Checked 2025-06-01T10:00:00+02:00 in 1.9 s on cuda, seed 7, by ch4 0.1.0."

    def test_a_report_without_questions_is_a_page_too(self) -> None:
        assert "nothing was checked" in words(page(report()))


class TestCurves:
    def test_a_series_is_a_picture_that_says_in_words_what_it_shows(self) -> None:
        made = with_series(train_loss=[2.3, 0.5, 0.4])
        (svg,) = of(made, "svg")
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == "train loss: 3 values, first 2.3, last 0.4, least 0.4, most 2.3"
        assert words(of(made, "figcaption")[0]) == "train loss"

    def test_a_higher_value_is_drawn_higher_and_a_later_one_further_right(self) -> None:
        (line,) = of(with_series(curve=[[0, 0], [1, 5], [2, 1]]), "polyline")
        (x0, y0), (x1, y1), (x2, y2) = places(line)
        assert x0 < x1 < x2
        assert y1 < y2 < y0

    def test_axes_have_round_numbers_and_a_height_of_whole_steps(self) -> None:
        made = with_series(curve=[[-5, 0.0067], [5, 0.9933]])
        ticks = {name: [tick.text for tick in of(made, f"text.{name}")] for name in "xy"}
        assert ticks == {
            "x": ["−4", "−2", "0", "2", "4"],
            "y": ["0", "0.2", "0.4", "0.6", "0.8", "1"],
        }

    def test_epochs_are_whole_numbers(self) -> None:
        made = with_series(loss=[3.0, 2.0, 1.0])
        assert [tick.text for tick in of(made, "text.x")] == ["0", "1", "2"]

    def test_a_value_that_is_no_number_cuts_the_line(self) -> None:
        lines = of(with_series(loss=[1.0, 2.0, None, 3.0, math.nan, math.inf, 4.0]), "polyline")
        assert [len(places(line)) for line in lines] == [2, 1, 1]

    def test_series_named_alike_share_a_picture_with_a_key(self) -> None:
        made = with_series(train_loss=[2.0, 1.0], valid_loss=[2.2, 1.5], accuracy=[0.5, 0.9])
        assert [words(caption) for caption in of(made, "figcaption")] == ["accuracy", "train loss valid loss"]
        assert len(of(made, "svg.key")) == 2

    def test_series_of_very_different_height_do_not_share_one(self) -> None:
        assert len(of(with_series(a_curve=[0, 1000], b_curve=[0, 1]), "figure.curve")) == 2

    def test_a_constant_series_and_a_single_value_can_be_drawn(self) -> None:
        made = with_series(flat=[0.0, 0.0], one=[7.0])
        assert len(of(made, "figure.curve")) == 2
        assert all(0 < y < 180 for line in of(made, "polyline") for _, y in places(line))

    def test_of_ten_thousand_points_a_spike_is_kept(self) -> None:
        values = [0.0] * 10_000
        values[4321] = 9.0
        (line,) = of(with_series(loss=values), "polyline")
        assert len(places(line)) < 1000
        assert len({y for _, y in places(line)}) == 2

    def test_numbers_and_words_are_no_pictures(self) -> None:
        made = with_series(accuracy=0.974, device="cpu", nothing=[], unknown=[None, None])
        assert of(made, "svg") == []
        assert "accuracy 97.4%, device cpu" in words(made)

    @settings(deadline=None)
    @given(SERIES, SERIES)
    def test_no_numbers_break_it(self, one: list[object], other: list[object]) -> None:
        made = with_series(a_loss=one, b_loss=other)
        for line in of(made, "polyline"):
            assert all(-1 <= x <= 321 and -1 <= y <= 181 for x, y in places(line))


class TestSafety:
    def test_it_needs_nothing_from_anywhere(self) -> None:
        text = html.render(everything_hostile(HOSTILE))
        assert not re.search(r"\b(src|srcset|action|background)=|@import|url\(|<link|<base", text)
        assert all(link.get("href").startswith("#") for link in of(page(EVERY_VERDICT), "a"))

    def test_its_own_policy_forbids_scripts_and_requests(self) -> None:
        metas = of(page(EVERY_VERDICT), "meta")
        policies = [meta.get("content") for meta in metas if meta.get("http-equiv")]
        assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]

    def test_a_script_that_an_answer_printed_is_text(self) -> None:
        script = "<script>alert(document.cookie)</script>"
        made = page(everything_hostile(script))
        assert of(made, "script") == []
        assert words(made).count(script) > 20

    def test_text_from_an_answer_is_no_control(self) -> None:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\ud800]", html.render(everything_hostile(HOSTILE)))

    @settings(deadline=None)
    @given(ANY_TEXT | st.text("<>\"'&/=script onload\n`*{}%#-!", max_size=40))
    def test_no_text_becomes_an_element_or_an_attribute(self, text: str) -> None:
        made = page(everything_hostile(text))
        assert {each.tag for each in made.iter()} <= set(ALLOWED.split())
        assert not [name for each in made.iter() for name in each.attrib if name.startswith("on")]
        assert len(of(made, "details.question")) == 8

    def test_it_is_rendered_without_the_libraries_that_are_slow_to_import(self) -> None:
        code = "import ch4.report.html, sys, json; print(json.dumps(sorted(sys.modules)))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, env=ch4_environment(), text=True, check=True
        )
        assert {"torch", "matplotlib", "numpy"}.isdisjoint(json.loads(done.stdout))


def places(line: etree._Element) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in line.get("points").split())
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_that_is_used_is_defined_for_light_and_for_dark(scheme: str) -> None:
    (style,) = of(page(EVERY_VERDICT), "style")
    light, dark = re.findall(r":root \{(.*?)\}", style.text, re.DOTALL)
    defined = set(re.findall(r"(--[a-z-]+):", light if scheme == "light" else dark))
    assert set(re.findall(r"var\((--[a-z-]+)\)", style.text)) <= defined
