"""Answers in a notebook: what of its cells is the answer, and what a check of it says."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from factories import a_course, ch4_environment

from ch4.errors import MachineFault
from ch4.notebook import Text, asked_names, check, gather, judge_texts, rendered
from ch4.report import Verdict

AREA = "def area(r):\n    return pi() * r**2"


def run(text: Text, call: str) -> object:
    names: dict[str, object] = {}
    exec(text.text, names)
    return eval(call, names)


# -- the text of an answer ---------------------------------------------------------------------------------


def test_a_cell_that_needs_nothing_is_the_answer():
    assert gather(["x = 1", "def f():\n    return 2", "y = 3"], own=1, wanted={"f"}) == Text(
        "def f():\n    return 2\n"
    )


def test_what_it_needs_comes_along_and_nothing_else():
    cells = ["import math\nprint('hello')", "1 / 0", "def pi():\n    return math.pi", AREA, "area('x')"]
    text = gather(cells, own=3, wanted={"area"})
    assert run(text, "area(1)") == pytest.approx(3.14159, abs=1e-4)
    assert "print" not in text.text
    assert "1 / 0" not in text.text
    assert text.shift == 3


def test_names_of_a_function_are_not_needed():
    assert gather(["x = 1 / 0", "def f():\n    x = 1\n    return x"], own=1, wanted={"f"}).shift == 0


def test_a_built_in_is_the_built_in():
    assert gather(["sum = 0", "def f(x):\n    return sum(x)"], own=1, wanted={"f"}).shift == 0


def test_the_last_binding_before_the_check_counts():
    text = gather(["def f():\n    return 1", "x = 1", "def f():\n    return 2"], own=0, wanted={"f"})
    assert run(text, "f()") == 2


def test_a_helper_may_follow():
    text = gather([AREA, "def pi():\n    return 3"], own=0, wanted={"area"})
    assert run(text, "area(2)") == 12
    assert text.shift == 0


def test_a_star_comes_along_where_a_name_is_from_nowhere():
    cells = ["from math import *", "def f():\n    return floor(1.5)"]
    assert run(gather(cells, own=1, wanted={"f"}), "f()") == 1
    assert gather(["from math import *", "def f():\n    return 1"], own=1, wanted={"f"}).shift == 0


def test_what_asks_for_the_future_stays_first():
    cells = [
        "import math",
        "from __future__ import annotations\ndef f(x: Nothing):\n    return math.floor(x)",
    ]
    text = gather(cells, own=1, wanted={"f"})
    assert run(text, "f(1.5)") == 1
    assert text.text.split("\n")[text.shift + 1] == "def f(x: Nothing):"


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\ndef f():\n    return 1",
        "!pip list\ndef f():\n    return 1",
        "%%time\ndef f():\n    return 1",
        "def f():\n    return 1\nf?",
        "def f():\n    %time 3\n    return 1",
    ],
)
def test_what_only_ipython_understands_is_left_out(cell):
    text = gather([cell], own=0, wanted={"f"})
    assert run(text, "f()") == 1
    assert text.text.count("\n") == cell.count("\n") + 1


def test_a_cell_of_another_language_is_empty():
    assert gather(["%%bash\nrm -rf /"], own=0, wanted={"f"}).text.strip() == ""


def test_a_percent_sign_of_python_stays():
    assert run(gather(["x = (7\n% 4)"], own=0, wanted=()), "x") == 3


@pytest.mark.parametrize("cell", ["def f(:", "\0", "(" * 5000, "-" * 200_000 + "1", "\ud800 = 1"])
def test_a_cell_that_is_no_python_is_the_worker_s_to_judge(cell):
    assert gather(["x = 1", cell, cell], own=1, wanted={"f"}).text == cell


# -- judging it --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_texts_are_judged_outside(tmp_path):
    course = a_course(tmp_path)
    (question,) = course.questions
    wanted = asked_names(course, question)
    right = gather(["two = 2", "def double(n):\n    return two * n"], own=1, wanted=wanted)
    assert judge_texts(course, {question: right})[question].verdict is Verdict.PASS
    wrong = gather(["two = 3", "def double(n):\n    return two * m"], own=1, wanted=wanted)
    result = judge_texts(course, {question: wrong})[question]
    assert result.verdict is Verdict.ERROR
    assert "your cell for question 1:2" in rendered(result).replace("\n", " ")


@pytest.mark.slow
def test_a_course_that_is_broken_is_no_learner_s_fault(tmp_path):
    course = a_course(tmp_path)
    (question,) = course.questions
    course.grader(question).unlink()
    with pytest.raises(MachineFault, match="there is no grader"):
        judge_texts(course, {question: Text("")})


# -- the check cell ----------------------------------------------------------------------------------------


@pytest.fixture
def kernel(monkeypatch, tmp_path):
    """A kernel in which these cells were run, in a folder below the course."""
    course = a_course(tmp_path)
    monkeypatch.setenv("CH4_COURSE", str(course.root))
    monkeypatch.setenv("PYTHONPATH", ch4_environment()["PYTHONPATH"])
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    def ran(*cells: str) -> None:
        history = SimpleNamespace(input_hist_raw=["", *cells, "from ch4.notebook import check\ncheck('1')"])
        shell = SimpleNamespace(history_manager=history)
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))

    return ran


@pytest.mark.slow
def test_a_check_shows_the_report_and_gives_the_points(kernel, capsys):
    kernel("def double(n):\n    raise NotImplementedError", "def double(n):\n    return n + n")
    assert check("question 1", course="small") == 1.0
    shown = capsys.readouterr()
    assert "Twice a number" in shown.out
    assert shown.err == ""


def test_a_check_without_an_answer_says_what_to_run(kernel, capsys):
    kernel("print('hello')")
    assert check("question 1") == 0
    assert "run the cell with your answer" in capsys.readouterr().out


def test_a_check_of_another_course_says_so(kernel, capsys):
    kernel("def double(n):\n    return n + n")
    assert check("question 1", course="large") == 0
    assert "'large'" in capsys.readouterr().out


def test_a_check_that_nbgrader_runs_gives_nothing(kernel, capsys, monkeypatch):
    kernel("def double(n):\n    return n + n")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("question 1") == 0
    assert "nbgrader_config.py" in capsys.readouterr().out
