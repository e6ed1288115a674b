"""Notebooks of learners: what `ch4 init --notebook` writes, what its cells do, and a check of the file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from factories import GRADER, QUIZ, REPOSITORY, SOLUTION, STUB, a_course, a_question, ch4, ch4_environment
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from reports import ANY_TEXT, EVERY_VERDICT, GRID, HOSTILE, everything_hostile, question, report

from ch4.address import Address
from ch4.course import Course, Question
from ch4.errors import UnknownAddress, WrongUsage
from ch4.notebook import Text, gather
from ch4.notebook.cells import answers, marked, read
from ch4.notebook.prose import own_words
from ch4.notebook.shown_mark import ShownMark
from ch4.notebook.stub import halves
from ch4.notebook.workbook import commented
from ch4.quizzing.mark import Mark
from ch4.quizzing.memory import Memory
from ch4.report import Report, from_json, html
from ch4.report.shown import Shown
from ch4.workspace import Workspace

nbformat = pytest.importorskip("nbformat")

SQUARES = '''

from ch4.grading import mistake


@mistake("double")
def squares(n):
    """You square the number: use `*`, not `**`."""
    return n**2
'''
RIGHT = "def double(n):\n    return n + n\n"
WRONG = "def double(n):\n    return n ** 2\n"
WITH_TWO = "def double(n):\n    return two * n"
PROMPT = "What does doubling a number do, and which operator does it?"
WORDS = "It adds the number to itself, or multiplies it by two, with the operator *."


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two questions with code and words, one in words alone, one with code alone."""
    return a_course(
        tmp_path_factory.mktemp("course"),
        a_question("q01", quiz=QUIZ, grader=GRADER + SQUARES),
        a_question("q02", title="Twice as well", quiz=QUIZ),
        a_question("q03", title="In words", section="Words", code=False, stub=None, quiz=QUIZ),
        a_question("r1", title="Once more", section="Words"),
    )


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return Workspace.create(tmp_path / "mine", course)


def one(course: Course, address: str) -> Question:
    return next(question for question in course.questions if question.address == address)


def a_notebook(*cells: str, **metadata: object) -> bytes:
    """A notebook of code cells; text that begins with `#` and a blank is Markdown."""
    v4 = nbformat.v4
    made = [
        v4.new_markdown_cell(cell) if cell.startswith("# ") else v4.new_code_cell(cell, metadata=metadata)
        for cell in cells
    ]
    return nbformat.writes(v4.new_notebook(cells=made)).encode()


def texts(data: bytes, course: Course) -> dict[str, str]:
    return {q.address: answer.text.text for q, answer in answers(read(data), course).items()}


# -- which cell answers what -------------------------------------------------------------------------------


def test_a_cell_says_which_question_it_answers(course: Course) -> None:
    data = a_notebook("# Title", f"%%answer question 1\n{RIGHT}", "x = 1", f"%%answer r1\n{WRONG}")
    found = answers(read(data), course)
    assert {q.address: answer.cell for q, answer in found.items()} == {"q01": 2, "r1": 4}


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("%%answer question 1\nx = 1", ("question 1", "x = 1")),
        ("\n%%answer  'r2' \n\nx = 1\n", ("r2", "\nx = 1\n")),
        ("%%answer 9", ("9", "")),
        ("%%answers 9\nx", None),
        ("x = 1\n%%answer 9", None),
    ],
)
def test_a_mark_is_the_first_line_of_a_cell(cell: str, mark: tuple[str, str] | None) -> None:
    assert marked(cell) == mark


def test_lines_of_an_answer_are_those_of_its_cell(course: Course) -> None:
    (text,) = texts(a_notebook("\n%%answer 1\n\nx = 1"), course).values()
    assert text.split("\n")[3] == "x = 1"


def test_of_several_answers_the_last_counts_and_an_empty_one_does_not(course: Course) -> None:
    data = a_notebook(f"%%answer 1\n{WRONG}", f"%%answer question 1\n{RIGHT}", "%%answer 1\n\n")
    assert "n + n" in texts(data, course)["q01"]


def test_what_an_answer_uses_comes_along(course: Course) -> None:
    data = a_notebook(
        "import math", "two = 2", f"%%answer 2\n{RIGHT}", "%%answer 1\nf = lambda n: double(n) * two"
    )
    assert texts(data, course)["q01"].split() == f"two = 2 {RIGHT} f = lambda n: double(n) * two".split()


def test_another_try_does_not_fill_the_gaps_of_an_answer(course: Course) -> None:
    data = a_notebook(
        "%%answer 1\ndef helper(): return 1", "%%answer question 1\ndef double(n): return helper()"
    )
    assert texts(data, course)["q01"].strip() == "def double(n): return helper()"


def test_what_stands_below_is_not_used(course: Course) -> None:
    assert "two" not in texts(a_notebook(f"%%answer 1\n{RIGHT}", "two = 2"), course)["q01"]


def test_a_cell_that_is_no_python_is_judged_as_it_is(course: Course) -> None:
    assert texts(a_notebook("x = 1", "%%answer 1\ndef double(n:"), course)["q01"].strip() == "def double(n:"


def test_nbgrader_s_names_are_marks_too(course: Course) -> None:
    cells = [
        nbformat.v4.new_code_cell("two = 2"),
        nbformat.v4.new_code_cell(WITH_TWO, metadata={"nbgrader": {"grade_id": "q01-answer"}}),
        nbformat.v4.new_code_cell("check('q01')", metadata={"nbgrader": {"grade_id": "q01"}}),
        nbformat.v4.new_code_cell("two = 3"),
    ]
    data = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    assert texts(data, course)["q01"].split() == f"two = 2 {WITH_TWO}".split()


@pytest.mark.parametrize("words", ["question 99", "1-2", "", "nonsense"])
def test_a_mark_that_names_no_question_is_told_with_its_cell(course: Course, words: str) -> None:
    with pytest.raises(UnknownAddress, match="cell 2: "):
        answers(read(a_notebook("x = 1", f"%%answer {words}\nx = 1")), course)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"cells": 3}',
        b'{"cells": [{"cell_type": "code", "source": 3}]}',
        b"\xff\xfe{}",
        b"[" * 99999,
    ],
)
def test_a_broken_notebook_is_told(data: bytes) -> None:
    with pytest.raises(WrongUsage, match="no notebook"):
        read(data)


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": 3}, {"nbgrader": {"grade_id": ["q01-answer"]}}])
def test_metadata_may_be_anything(metadata: dict[str, object]) -> None:
    (cell,) = read(json.dumps({"cells": [{"cell_type": "code", "metadata": metadata}]}).encode())
    assert cell.grade_id == ""


def test_a_notebook_of_the_third_format_can_be_read(course: Course) -> None:
    cell = {"cell_type": "code", "input": [f"%%answer 1\n{RIGHT}"]}
    assert (
        texts(json.dumps({"worksheets": [{"cells": [cell]}]}).encode(), course)["q01"].strip()
        == RIGHT.strip()
    )


# -- what of other cells matters ---------------------------------------------------------------------------


def test_cells_that_were_run_again_and_again_come_along_once() -> None:
    data, helper = "data = [n for n in range(3)]", "def h():\n    return sum(data)"
    cells = [data, "def h(): return 0", data, helper, data, helper, "def f():\n    return h()"]
    assert gather(cells, 6, ()) == Text(f"{data}\n{helper}\n{cells[-1]}\n", shift=3)


STATEMENTS = st.sampled_from(
    """a = 1; a = 2; b = a; b = g(); b = 7; a = a + 1; a += b
    def g(): return a
    def g(): return b + 1
    def g(x=a): return x
    if a: b = 5
    for a in (3, 4): pass""".replace("; ", "\n").split("\n")
).map(str.strip)


@settings(max_examples=300, deadline=None)
@given(st.lists(STATEMENTS, max_size=12))
def test_what_is_left_out_makes_no_difference(cells: list[str]) -> None:
    """Where the cells run at all, the answer computes what it would compute below all of them."""
    start = "a, b = 10, 20\ndef g(): return a - b"
    own = "def f():\n    return a, b, g()"
    whole: dict[str, object] = {}
    exec("\n".join([start, *cells, own, "got = f()"]), whole)
    short: dict[str, object] = {}
    exec(gather([start, *cells, own], len(cells) + 1, ()).text + "\ngot = f()", short)
    assert short["got"] == whole["got"]


# -- prompts and words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("stub", sorted((REPOSITORY / "exercises").glob("*.py")), ids=lambda path: path.stem)
def test_a_stub_has_a_prompt_and_code(stub: Path) -> None:
    text = stub.read_text(encoding="utf-8")
    prompt, code = halves(text)
    assert prompt + code == text
    assert prompt.startswith('"""')
    assert code.startswith(("import ", "from ", "def ", "class "))


@pytest.mark.parametrize("text", ["", "x = 1\n", '"""only"""', "'a'.upper()\n", "def f(:\n", "'''open\n"])
def test_a_file_of_any_kind_is_its_two_halves(text: str) -> None:
    assert "".join(halves(text)) == text


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (f"# {PROMPT}\n\nMine.", "Mine."),
        (f"{commented(PROMPT * 5)}\n\nMine.", f"{commented(PROMPT * 5)}\n\nMine."),
        ("Mine.\n\n- a\n- b", "Mine.\n\n- a\n- b"),
        (f"# {PROMPT}\n# Mine, as a comment.\n#  So.", "Mine, as a comment.\n So."),
        (f"# {PROMPT}\n\n", ""),
        ("", ""),
        (f"# {PROMPT}\n```\nx = 1  # one\n```", "```\nx = 1  # one\n```"),
    ],
)
def test_own_words_are_what_stands_below_the_question(cell: str, words: str) -> None:
    assert own_words(cell, PROMPT) == words


def test_a_long_question_is_taken_off_however_it_was_broken() -> None:
    asked = f"{PROMPT} " * 5 + "\n\nAnd more."
    assert own_words(f"{commented(asked)}\n\nMine.", asked) == "Mine."


# -- saving ------------------------------------------------------------------------------------------------


def test_the_stub_needs_no_backup_and_neither_does_what_a_cell_had(
    workspace: Workspace, course: Course
) -> None:
    q = one(course, "q01")
    assert workspace.save(q, b"first", course) is None
    assert workspace.save(q, b"second", course) is None
    assert workspace.answer(q).read_bytes() == b"second"


def test_what_was_written_by_hand_is_kept(workspace: Workspace, course: Course) -> None:
    q = one(course, "q01")
    workspace.save(q, b"from a cell", course)
    workspace.answer(q).write_bytes(b"by hand")
    backup = workspace.save(q, b"from a cell again", course)
    assert backup
    assert backup.parent == workspace.root / ".ch4" / "backups"
    assert backup.read_bytes() == b"by hand"


def test_saving_the_same_changes_nothing(workspace: Workspace, course: Course) -> None:
    q = one(course, "q01")
    workspace.answer(q).write_bytes(b"by hand")
    assert workspace.save(q, b"by hand", course) is None


# -- the notebook that is written --------------------------------------------------------------------------


def written(folder: Path) -> Sequence[dict[str, str]]:
    notebook = nbformat.read(folder / "ch4.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def test_init_writes_a_notebook_with_three_cells_a_question(tmp_path: Path, course: Course) -> None:
    done = ch4("init", "mine", "--notebook", cwd=tmp_path, course=course)
    assert done.returncode == 0
    assert "ch4.ipynb" in done.stdout
    cells = written(tmp_path / "mine")
    by_id = {cell["id"]: cell["source"] for cell in cells}
    assert [name for name in by_id if name.startswith("q01")] == ["q01-prompt", "q01-answer", "q01-quiz"]
    assert by_id["q01-prompt"].startswith("### Question 1 · Twice a number\n\nWrite `double(n)`")
    assert by_id["q01-answer"] == "%%answer question 1\ndef double(n):\n    raise NotImplementedError"
    assert by_id["q01-quiz"].startswith(f"%%quiz question 1\n# {PROMPT}\n")
    assert "q03-answer" not in by_id
    assert "r1-quiz" not in by_id
    assert (tmp_path / "mine" / "exercises" / "q01_double.py").read_text() == STUB


def test_a_notebook_that_is_there_is_kept_and_that_is_said(tmp_path: Path, course: Course) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "ch4.ipynb").write_text("mine")
    done = ch4("init", "mine", "--notebook", cwd=tmp_path, course=course)
    assert done.returncode == 0
    assert "Kept    ch4.ipynb" in done.stdout
    assert (tmp_path / "mine" / "ch4.ipynb").read_text() == "mine"


def test_without_being_asked_for_no_notebook_is_written(tmp_path: Path, course: Course) -> None:
    ch4("init", "mine", cwd=tmp_path, course=course)
    assert not (tmp_path / "mine" / "ch4.ipynb").exists()


def test_an_answer_that_was_begun_is_in_its_cell(workspace: Workspace, course: Course) -> None:
    workspace.answer(one(course, "q01")).write_text(halves(STUB)[0] + RIGHT)
    workspace.answer(one(course, "q02")).write_text(f"# mine alone\n{RIGHT}")
    ch4("init", "--notebook", cwd=workspace.root, course=course)
    by_id = {cell["id"]: cell["source"] for cell in written(workspace.root)}
    assert by_id["q01-answer"] == f"%%answer question 1\n{RIGHT}".rstrip()
    assert by_id["q02-answer"] == f"%%answer question 2\n# mine alone\n{RIGHT}".rstrip()


def test_a_course_that_was_named_is_named_in_the_notebook(tmp_path: Path, course: Course) -> None:
    ch4("init", "mine", "--notebook", "--course", str(course.root), cwd=tmp_path)
    start = next(cell["source"] for cell in written(tmp_path / "mine") if cell["id"] == "start")
    assert start.startswith(f"%env CH4_COURSE={course.root}\n")


# -- a check of the file -----------------------------------------------------------------------------------


def checked(path: Path, course: Course, *words: str, code: int = 1) -> Report:
    done = ch4("check", str(path), *words, "--format", "json", cwd=path.parent, course=course)
    assert done.returncode == code, done.stderr
    return from_json(done.stdout.encode())


def told(result: Report) -> list[object]:
    """What a report says, but for times and places."""
    return [
        (q.address, q.verdict, q.points, [(c.name, c.verdict, c.message, c.mistake) for c in q.criteria])
        for q in result.questions
    ]


@pytest.mark.slow
def test_a_notebook_is_checked_as_files_with_the_same_answers_are(
    workspace: Workspace, course: Course
) -> None:
    path = workspace.root / "ch4.ipynb"
    path.write_bytes(a_notebook("two = 2", f"%%answer 1\n{WRONG}", f"%%answer 2\n{WITH_TWO}"))
    workspace.answer(one(course, "q01")).write_text(WRONG)
    workspace.answer(one(course, "q02")).write_text(SOLUTION)
    files = from_json(
        ch4("check", "1-2", "--format", "json", cwd=workspace.root, course=course).stdout.encode()
    )
    assert told(checked(path, course)) == told(files)
    assert [q.verdict.value for q in files.questions] == ["fail", "pass"]


def test_places_are_cells_and_their_lines(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "a b.ipynb"
    path.write_bytes(
        a_notebook("# Title", "import math", "%%answer 1\n\ndef double(n):\n    return math.pie\n")
    )
    done = ch4("check", path.name, cwd=tmp_path, course=course, COLUMNS="200")
    assert done.returncode == 1
    assert "a b.ipynb:cell 3:4: " in done.stdout
    assert "next: mend a b.ipynb:cell 3, then: ch4 check 'a b.ipynb' question 1" in done.stdout


def test_no_cell_of_a_notebook_is_run_but_the_answers(tmp_path: Path, course: Course) -> None:
    trace = tmp_path / "was-run"
    path = tmp_path / "n.ipynb"
    path.write_bytes(a_notebook(f"open({str(trace)!r}, 'w')", f"%%answer 1\n{RIGHT}"))
    checked(path, course, code=0)
    assert not trace.exists()


def test_a_question_without_a_cell_is_told_as_one(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(a_notebook(f"%%answer 1\n{RIGHT}"))
    first, second = checked(path, course, "1-2").questions
    assert (first.verdict.value, second.verdict.value) == ("pass", "error")
    assert (
        second.criteria[0].message
        == "no cell of n.ipynb answers it: one that begins with `%%answer question 2`"
    )


@pytest.mark.slow
def test_progress_is_kept_where_the_notebook_lies_in_a_workspace(
    workspace: Workspace, course: Course
) -> None:
    for folder in (workspace.root, workspace.root.parent):
        (folder / "n.ipynb").write_bytes(a_notebook(f"%%answer 1\n{RIGHT}"))
    checked(workspace.root.parent / "n.ipynb", course, code=0)
    assert workspace.passed() == frozenset()
    checked(workspace.root / "n.ipynb", course, "1-2")
    assert {address: verdict.value for address, verdict in workspace.verdicts().items()} == {"q01": "pass"}


def test_annotations_of_github_name_the_notebook(tmp_path: Path, course: Course) -> None:
    (tmp_path / "n.ipynb").write_bytes(a_notebook(f"%%answer 1\n{WRONG}"))
    done = ch4("check", "n.ipynb", "--format", "github", cwd=tmp_path, course=course)
    assert done.stdout.startswith("::error file=n.ipynb,title=question 1")


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (b"{", ("n.ipynb",), "n.ipynb: it is no notebook that can be read"),
        (None, ("n.ipynb",), "n.ipynb: it cannot be read"),
        (a_notebook("x = 1"), ("n.ipynb",), "n.ipynb holds no answer"),
        (a_notebook("%%answer 99\nx = 1"), ("n.ipynb",), "n.ipynb: cell 1: there is no question 99"),
        (a_notebook("%%answer 1\nx = 1"), ("n.ipynb", "99"), "there is no question 99"),
        (a_notebook("%%answer 1\nx = 1"), ("n.ipynb", "m.ipynb"), "one at a time"),
        (a_notebook("%%answer 1\nx = 1"), ("n.ipynb", "--answers", "."), "two places"),
    ],
)
def test_what_cannot_be_checked_is_told_in_a_line(
    tmp_path: Path, course: Course, content: bytes | None, words: tuple[str, ...], said: str
) -> None:
    if content is not None:
        (tmp_path / "n.ipynb").write_bytes(content)
    done = ch4("check", *words, cwd=tmp_path, course=course)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


# -- reports that show themselves --------------------------------------------------------------------------

ALLOWED = """
    div style details summary strong span p ul li figure figcaption pre code mark
    svg g line text polyline circle
"""


def part(text: str) -> etree._Element:
    return lxml_html.fragment_fromstring(text)


def test_a_report_shows_itself_as_html_and_as_text() -> None:
    shown = Shown(report(question(GRID)))
    assert [mark.text for mark in part(shown._repr_html_()).iter("mark")] == ["*11*", "*19*"]
    assert "You did this: `t[-2:][-2:]`" in repr(shown)
    assert "\x1b" not in repr(shown)
    assert (shown.points, shown.is_satisfied, shown.verdict.value) == (0.0, False, "fail")


def test_a_report_of_one_question_is_open_and_of_several_says_how_many() -> None:
    (details,) = part(Shown(report(question()))._repr_html_()).iter("details")
    assert "open" in details.attrib
    assert "3/8 points" in part(Shown(EVERY_VERDICT)._repr_html_()).text_content()


def test_a_report_of_nothing_says_that_all_has_passed() -> None:
    assert "Everything has passed" in repr(Shown(report()))
    assert Shown(report())._repr_html_() is None


def test_a_fragment_touches_nothing_around_it() -> None:
    root = part(html.fragment(EVERY_VERDICT))
    (style,) = root.iter("style")
    selectors = [s for rule in re.findall(r"([^{}]+)\{", style.text) for s in rule.split(",")]
    assert len(selectors) > 50
    assert {s.strip().split(" ")[0] for s in selectors} == {".ch4-report.ch4-report"}
    assert "@" not in style.text
    assert "url(" not in style.text
    assert not list(root.iter("h1", "h2", "h3", "script", "link"))
    assert not root.xpath("//@id")


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | st.just(HOSTILE))
def test_whatever_an_answer_says_a_fragment_holds_text_alone(text: str) -> None:
    root = part(Shown(everything_hostile(text))._repr_html_())
    assert {element.tag for element in root.iter()} <= set(ALLOWED.split())
    assert not [
        name for element in root.iter() for name in element.attrib if name.startswith(("on", "href", "src"))
    ]


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | st.just(HOSTILE), st.sampled_from(["right", "nit", "wrong", "review"]))
def test_a_mark_shows_itself(text: str, verdict: str) -> None:
    mark = Mark(
        item="q01.open", address="q01", verdict=verdict, missing=(text,), explanation=text, model_answer=text
    )
    asked = Question(address="q01", slug="double", title=text, section="Numbers")
    shown = ShownMark(mark, asked)
    assert {element.tag for element in part(shown._repr_html_()).iter()} <= set(ALLOWED.split())
    assert "\x1b" not in repr(shown)


# -- outside of a kernel -----------------------------------------------------------------------------------


def python(code: str, cwd: Path, course: Course | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=ch4_environment(course),
        capture_output=True,
        text=True,
        check=False,
    )


def test_importing_ch4_stays_light(tmp_path: Path) -> None:
    done = python("import ch4, sys; print(*sys.modules)", tmp_path)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {
        "IPython",
        "nbformat",
        "torch",
        "numpy",
        "jinja2",
        "rich",
        "click",
        "msgspec",
        "pytest",
    }
    assert not [name for name in done.stdout.split() if name.startswith("ch4.")]


def test_the_magics_import_neither_ipython_nor_torch(tmp_path: Path) -> None:
    code = "import ch4.notebook.magics, ch4.notebook.learner, ch4.notebook.workbook, sys; print(*sys.modules)"
    loaded = {name.split(".")[0] for name in python(code, tmp_path).stdout.split()}
    assert not loaded & {"IPython", "nbformat", "ipykernel", "torch", "numpy", "pytest"}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("ch4.check('question 1')", "make one with `ch4 init`"),
        ("ch4.check('question 1', device='abacus')", "there is no device 'abacus'"),
    ],
)
def test_outside_a_workspace_a_check_says_a_line(
    tmp_path: Path, course: Course, call: str, said: str
) -> None:
    done = python(f"import ch4; assert {call} is None", tmp_path, course)
    assert done.returncode == 0
    assert said in done.stderr
    assert done.stderr.startswith("ch4: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_check_works_in_any_python(workspace: Workspace, course: Course) -> None:
    workspace.answer(one(course, "q01")).write_text(RIGHT)
    done = python("import ch4; print(ch4.check(1), ch4.check(99))", workspace.root, course)
    assert done.stdout.startswith("✓ pass")
    assert done.stderr.startswith("ch4: there is no question 99")
    assert workspace.passed() == {"q01"}


# -- in a kernel -------------------------------------------------------------------------------------------

Outputs = list[dict[str, object]]
SABOTAGE = """
import subprocess, sys, torch
import ch4.grading, ch4.grading.session, ch4.report, ch4.worker
torch.equal = torch.allclose = lambda *args, **kwargs: True
ch4.grading.expect = ch4.grading.session.check = ch4.worker.open_workers = lambda *args, **kwargs: None
ch4.report.Verdict.is_right = property(lambda self: True)
sys.modules["pytest"] = sys.modules["ch4.grading.plugin"] = None
"""
CELLS = {
    "wrong": f"%%answer question 1\n{WRONG}",
    "helper": "two = 2\n\n\ndef helper(n):\n    print('helping')\n    return n * two",
    "right": "%%answer 1\ndef double(n):\n    return helper(n)",
    "play": "double(21)",
    "check": "ch4.check('question 1')",
    "several": "shown = ch4.check(1, 'r1')\nshown",
    "value": "(shown.points, shown.is_satisfied)",
    "raises": "%%answer r1\n\nimport math\n\n1 / 0",
    "no python": "%%answer r1\ndef double(n:",
    "stub": "%%answer question 2\ndef double(n):\n    raise NotImplementedError",
    "unknown": "%%answer question 99\nx = 1",
    "many": "%%answer 1-2\nx = 1",
    "in words": "%%answer 3\nx = 1",
    "empty": "%%answer 1\n\n\n",
    "quiz": f"%%quiz question 1\n# {PROMPT}\n\n{WORDS}",
    "quiz wrong": "%%quiz question 3\nIt squares the number.",
    "quiz mine": "%%quiz question 3 --mine right\nIt squares the number.",
    "quiz empty": f"%%quiz question 1\n# {PROMPT}\n",
    "quiz none": "%%quiz r1\nSomething.",
    "command": "%ch4 next",
    "bad command": "%ch4 check 99",
    "check unknown": "ch4.check('question 99') is None",
    "away": "import os\nos.chdir('/')\nch4.check('question 1')",
    "sabotage": SABOTAGE,
    "wrong after sabotage": f"%%answer question 1\n{WRONG}",
    "check after sabotage": "ch4.check('question 1').report.questions[0].points",
}


def executed(data: bytes, folder: Path, course: Course, home: Path) -> list[Outputs]:
    """Run a notebook in a real kernel, as Jupyter would; what its code cells show."""
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.reads(data, as_version=4)
    place = {"metadata": {"path": str(folder)}}
    client = nbclient.NotebookClient(
        notebook, timeout=180, kernel_name="python3", allow_errors=True, resources=place
    )
    client.execute(env=ch4_environment(course) | {"IPYTHONDIR": str(home)})
    nbformat.validate(notebook)
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def said(outputs: Outputs, form: str = "text/plain") -> str:
    """All that a cell shows, in one of the forms that it has."""
    parts = [output.get("text") or output.get("data", {}).get(form, "") for output in outputs]
    return "\n".join([*parts, *(line for output in outputs for line in output.get("traceback", ()))])


def kinds(outputs: Outputs) -> list[object]:
    return [output.get("name") or output["output_type"] for output in outputs]


@dataclass(frozen=True)
class Session:
    outputs: dict[str, Outputs]
    workspace: Workspace

    def said(self, name: str, form: str = "text/plain") -> str:
        return said(self.outputs[name], form)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Session:
    """All of `CELLS`, run one after the other in a workspace whose first answer was written by hand."""
    folder = tmp_path_factory.mktemp("session")
    workspace = Workspace.create(folder / "mine", course)
    workspace.answer(one(course, "q01")).write_text("# by hand\n")
    data = a_notebook("import ch4\n%load_ext ch4", *CELLS.values())
    start, *outputs = executed(data, workspace.root, course, folder / "home")
    assert start == []
    return Session(dict(zip(CELLS, outputs, strict=True)), workspace)


@pytest.mark.slow
class TestKernel:
    def test_a_wrong_answer_is_told_with_its_mistake_and_the_line_in_the_cell(self, session: Session) -> None:
        assert "✗ fail" in session.said("wrong")
        assert "your cell for question 1:2" in session.said("wrong")
        assert "You square the number" in session.said("wrong")
        assert part(said(session.outputs["wrong"][-1:], "text/html")).get("class") == "ch4-report"

    def test_what_was_there_is_kept_once(self, session: Session) -> None:
        (backup,) = (session.workspace.root / ".ch4" / "backups").iterdir()
        assert backup.read_text() == "# by hand\n"
        assert str(backup) in session.said("wrong")
        assert "kept" not in session.said("right")

    def test_a_right_answer_may_use_what_other_cells_define(self, session: Session) -> None:
        assert "✓ pass" in session.said("right")

    def test_the_answer_s_cell_runs_in_the_kernel(self, session: Session) -> None:
        assert session.said("play").split() == ["helping", "42"]

    def test_a_check_is_a_report_in_both_forms(self, session: Session) -> None:
        (shown,) = session.outputs["check"]
        assert shown["output_type"] == "execute_result"
        assert set(shown["data"]) == {"text/html", "text/plain"}
        assert session.said("value") == "(1.0, False)"
        assert "2 questions: 1 pass, 1 todo" in session.said("several")

    def test_a_cell_that_raises_is_shown_and_judged_all_the_same(self, session: Session) -> None:
        raised, judged = session.outputs["raises"]
        assert raised["ename"] == "ZeroDivisionError"
        assert "line 5" in said([raised])  # as the editor counts
        assert "your cell for research 1:5: ZeroDivisionError" in said([judged])

    def test_a_cell_that_is_no_python_is_shown_and_judged(self, session: Session) -> None:
        raised, judged = session.outputs["no python"]
        assert raised["ename"] == "SyntaxError"
        assert "! error" in said([judged])

    def test_a_stub_is_still_to_be_written(self, session: Session, course: Course) -> None:
        assert "· todo" in session.said("stub")
        assert session.workspace.answer(one(course, "q02")).read_text() == STUB

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("unknown", "ch4: there is no question 99: this course has"),
            ("many", "ch4: '1-2' is 2 questions: name one"),
            ("in words", "ch4: question 3 is answered in words: %%quiz question 3"),
            ("empty", "ch4: question 1 has no answer yet"),
            ("quiz empty", "ch4: question 1 has no answer in words yet"),
            ("quiz none", "ch4: "),
        ],
    )
    def test_what_cannot_be_done_is_told_in_a_line(self, session: Session, name: str, line: str) -> None:
        assert kinds(session.outputs[name]) == ["stderr"]
        assert session.said(name).startswith(line)
        assert session.said(name).count("\n") == 1

    def test_a_check_of_what_is_unknown_is_a_line_and_no_report(self, session: Session) -> None:
        assert sorted(map(str, kinds(session.outputs["check unknown"]))) == ["execute_result", "stderr"]
        assert "True" in session.said("check unknown")

    def test_words_are_marked_and_shown(self, session: Session) -> None:
        assert session.said("quiz").startswith("✓ right  question 1")
        assert "You square the number" in session.said("quiz wrong")
        assert part(session.said("quiz wrong", "text/html")).get("class") == "ch4-report"
        assert session.said("quiz mine").startswith("✓ right, as you say")

    def test_words_are_kept(self, session: Session) -> None:
        memory = Memory(session.workspace.database)
        assert [given.verdict for given in memory.answers("q01.open")] == ["right"]
        assert [given.verdict for given in memory.answers("q03.open")] == ["wrong", "right"]
        assert memory.answers("q01.open")[0].answer == WORDS

    def test_commands_can_be_given(self, session: Session) -> None:
        assert "question 2" in session.said("command")
        assert session.said("bad command").startswith("ch4: there is no question 99")

    def test_the_workspace_is_found_from_elsewhere(self, session: Session) -> None:
        assert "✓ pass" in session.said("away")

    def test_what_a_kernel_is_made_to_think_changes_no_verdict(self, session: Session) -> None:
        assert session.outputs["sabotage"] == []
        assert "✗ fail" in session.said("wrong after sabotage")
        assert session.said("check after sabotage") == "0.0"

    def test_attempts_are_kept_as_a_check_keeps_them(self, session: Session) -> None:
        attempts = session.workspace.attempts(Address("q01"))
        assert [a.verdict.value for a in attempts] == ["fail", "pass", "pass", "pass", "pass", "fail", "fail"]
        assert attempts[0].result.file == "exercises/q01_double.py"

    def test_no_traceback_is_ours(self, session: Session) -> None:
        for name, outputs in session.outputs.items():
            if name not in ("raises", "no python"):
                assert "error" not in kinds(outputs), name
            assert "ch4/notebook" not in said(outputs), name


@pytest.mark.slow
def test_outside_a_workspace_each_cell_says_how_to_make_one(tmp_path: Path, course: Course) -> None:
    data = a_notebook("import ch4\n%load_ext ch4", "%%answer 1\nx = 1", "%%quiz 1\nx", "ch4.check(1)")
    for outputs in executed(data, tmp_path, course, tmp_path / "home"):
        assert kinds(outputs) == ["stderr"]
        assert "make one with `ch4 init`" in said(outputs)
        assert said(outputs).count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell", ["while True:\n    pass", "def double(n):\n    while True:\n        pass"], ids=["cell", "check"]
)
def test_an_interrupt_ends_it_without_a_traceback_of_ours(tmp_path: Path, course: Course, cell: str) -> None:
    workspace = Workspace.create(tmp_path / "mine", course)
    nbclient = pytest.importorskip("nbclient")
    notebook = nbformat.reads(
        a_notebook("import ch4\n%load_ext ch4", f"%%answer 1\n{cell}", "1 + 1"), as_version=4
    )
    place = {"metadata": {"path": str(workspace.root)}}
    client = nbclient.NotebookClient(
        notebook,
        timeout=6,
        interrupt_on_timeout=True,
        kernel_name="python3",
        allow_errors=True,
        resources=place,
    )
    client.execute(env=ch4_environment(course) | {"IPYTHONDIR": str(tmp_path / "home")})
    *_, interrupted, after = (cell.outputs for cell in notebook.cells)
    assert interrupted[-1]["traceback"] == ["ch4: interrupted; what was finished is kept"]
    assert "ch4/notebook" not in said(interrupted)
    assert said(after) == "2"


@pytest.mark.slow
def test_a_notebook_with_the_solutions_filled_in_passes_from_top_to_bottom(
    tmp_path: Path, course: Course
) -> None:
    ch4("init", "mine", "--notebook", cwd=tmp_path, course=course)
    workspace = Workspace(tmp_path / "mine")
    path = workspace.root / "ch4.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        address, _, kind = cell.id.partition("-")
        if kind == "answer":
            solution = course.solution(one(course, address)).read_text()
            cell.source = f"{cell.source.splitlines()[0]}\n{solution}"
        elif kind == "quiz":
            cell.source += WORDS
    nbformat.write(notebook, path)
    shown = [
        said(outputs) for outputs in executed(path.read_bytes(), workspace.root, course, tmp_path / "home")
    ]
    assert [text.split()[1] for text in shown[1:]] == ["pass", "right", "pass", "right", "right", "pass"]
    assert workspace.passed() == {"q01", "q02", "r1"}
    files = from_json(
        ch4("check", "all", "--format", "json", cwd=workspace.root, course=course).stdout.encode()
    )
    assert files.is_satisfied
    assert told(checked(path, course, "all", code=0)) == told(files)
