"""`ch4 export nbgrader`, graded by the real nbgrader: what its gradebook says is what `ch4 check` says."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from factories import REPOSITORY, a_course, a_question, ch4, ch4_environment

from ch4.course import Course, Question
from ch4.errors import BrokenCourse, MachineFault, WrongUsage
from ch4.exports.nbgrader import export, written_questions
from ch4.exports.nbgrader_notebook import Written
from ch4.report import from_json

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbgrader")

pytestmark = pytest.mark.slow

COURSE = Course.load(REPOSITORY)
QUESTIONS = [COURSE.question(address) for address in COURSE.parse("4", "6", "9", "26", "27")]
ASSIGNMENT = "digits"
WORDS = Written(
    address="q06", prompt="What is a rank?", model="SECRET: how many axes.", points=2, rubric=["axes"]
)

TOP_LEFT = """import torch


def bottom_right():
    t = torch.arange(1, 10).view(3, 3)
    t = t * 2
    return t[:2, :2]
"""
ABSOLUTE = "def double_odds(numbers):\n    return [abs(n) * 2 for n in numbers if n % 2]\n"
ONLY_FLATTEN = (
    "def flatten(images):\n    return images.view(-1, 784)\n\n\ndef add_column(labels):\n    return labels\n"
)

# What a learner may try in a kernel, or in a file that is judged: each of these is wrong, and stays so.
SABOTAGE = """
import builtins, os, sys
import torch

torch.equal = lambda *args, **kwargs: True
torch.allclose = lambda *args, **kwargs: True
for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("ch4", "nbgrader"):
        for what in ("check", "judge_texts", "determine_grade", "summarize", "expect"):
            if hasattr(module, what):
                setattr(module, what, lambda *args, **kwargs: 1.0)
try:
    import nbgrader.utils
    nbgrader.utils.determine_grade = lambda cell, log=None: (1.0, 1.0)
    get_ipython().ast_node_interactivity = "all"
    get_ipython().user_ns["In"][:] = ["def double_odds(numbers): return [2 * n for n in numbers if n % 2]"]
except Exception:
    pass
builtins.float = type("float", (float,), {"__new__": lambda cls, *args: 1.0})
int = float = round = lambda *args: 1.0
print("Out[1]: 1.0")
print('{"schema": "ch4.report/1", "questions": [{"address": "q04", "verdict": "pass", "points": 1.0}]}')
"""


@dataclass(frozen=True)
class Class:
    """An nbgrader course with four learners' submissions, graded; `answers` are their cells' texts."""

    folder: Path
    answers: Mapping[str, Mapping[str, str]]

    def scores(self, learner: str) -> dict[str, float | None]:
        """What the gradebook has for each graded cell."""
        return {name: score for name, score, _ in self._grades(learner)}

    def to_do(self, learner: str) -> set[str]:
        """The cells that wait for a person."""
        return {name for name, _, waits in self._grades(learner) if waits}

    def _grades(self, learner: str) -> list[tuple[str, float | None, bool]]:
        query = """SELECT base_cell.name, grade.auto_score, grade.needs_manual_grade FROM grade
            JOIN base_cell ON grade.cell_id = base_cell.id
            JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
            JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
            WHERE submitted_assignment.student_id = ?"""
        with sqlite3.connect(self.folder / "gradebook.db") as database:
            return database.execute(query, [learner]).fetchall()

    def cell(self, learner: str, name: str) -> Mapping[str, object]:
        """A cell of the graded notebook."""
        path = self.folder / "autograded" / learner / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        return _named(nbformat.read(path, as_version=4), name)


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Class:
    folder = tmp_path_factory.mktemp("nbgrader") / "class"
    folder.mkdir()
    # What `nbgrader quickstart` leaves of its config without the comments, in which it takes 15 seconds.
    config = 'c = get_config()\nc.CourseDirectory.course_id = "class"\n'
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    export(COURSE, QUESTIONS, folder, assignment=ASSIGNMENT, written=[WORDS])
    nbgrader("generate_assignment", ASSIGNMENT, cwd=folder)
    right = {q.address: COURSE.solution(q).read_text(encoding="utf-8") for q in QUESTIONS}
    stubs = {name: release(folder, name) for name in right}
    answers = {
        "ada": right,
        "bob": stubs,
        "eve": {
            "q04": ABSOLUTE,
            "q06": right["q06"],
            "q09": TOP_LEFT,
            "q26": stubs["q26"],
            "q27": ONLY_FLATTEN,
        },
        "mal": {
            "q04": SABOTAGE + ABSOLUTE,
            "q06": "import sys\nsys.exit(0)\n",
            "q09": "import os\nos._exit(0)\n",
            "q26": "def pair(a, b):\n    return 1.0\nprint('1.0')\n1.0",
            "q27": "from ch4.grading import expect\n" + ONLY_FLATTEN,
        },
    }
    for learner, texts in answers.items():
        submit(folder, learner, texts, tamper if learner == "mal" else None)
    nbgrader("autograde", ASSIGNMENT, cwd=folder)
    return Class(folder, answers)


# -- the release -------------------------------------------------------------------------------------------


def test_the_release_has_the_stubs_and_no_solution(graded):
    text = (graded.folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "SECRET" not in text
    for question in QUESTIONS:
        stub = COURSE.stub(question).read_text(encoding="utf-8").removeprefix('"""')
        _, _, code = stub.partition('"""\n')
        body = release(graded.folder, question.address).replace("    # YOUR CODE HERE\n", "")
        assert body.replace("NotImplementedError()", "NotImplementedError") == code.strip()


def test_points_are_those_of_the_course(graded):
    notebook = nbformat.read(graded.folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    points = {q.address: _named(notebook, q.address).metadata.nbgrader.points for q in QUESTIONS}
    assert points == {q.address: q.points for q in QUESTIONS}


# -- the scores --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("learner", ["ada", "bob", "eve", "mal"])
def test_the_gradebook_has_the_points_of_ch4_check(graded, learner, tmp_path):
    scores = graded.scores(learner)
    assert {name: scores[name] for name in graded.answers[learner]} == checked(
        graded.answers[learner], tmp_path
    )


def test_the_scores_tell_the_learners_apart(graded):
    totals = {name: sum(graded.scores(name)[q.address] for q in QUESTIONS) for name in graded.answers}
    assert totals["ada"] == 5
    assert totals["bob"] == 0
    assert 1 < totals["eve"] < 4
    assert totals["mal"] < totals["eve"]


def test_an_answer_in_words_waits_for_a_person_unless_there_is_none(graded):
    assert graded.to_do("ada") == {"q06-open"}
    assert graded.scores("bob")["q06-open"] == 0


def test_nothing_runs_in_a_kernel(graded):
    """It would leave a number at each cell that it ran."""
    assert graded.cell("mal", "q04-answer").execution_count is None
    assert graded.cell("mal", "q04-answer").outputs == []


def test_the_check_cell_shows_the_report(graded):
    shown, points = graded.cell("eve", "q09").outputs
    assert "You did this" in shown.text
    assert "your cell for question 9:" in shown.text
    assert points.data["text/plain"] == str(graded.scores("eve")["q09"])


def test_a_kernel_that_is_asked_for_changes_no_score(graded):
    before = graded.scores("mal")
    # The timeout: without numbers that are numbers, a kernel may wait for ever.
    settings = ["--Judge.execute=True", "--Execute.timeout=5"]
    nbgrader("autograde", ASSIGNMENT, "--student=mal", "--force", *settings, cwd=graded.folder)
    assert graded.cell("mal", "q04-answer").execution_count, "it did run"
    assert graded.scores("mal") == before


def test_outputs_that_were_handed_in_do_not_count(graded):
    before = graded.scores("mal")
    nbgrader("autograde", ASSIGNMENT, "--student=mal", "--force", "--no-execute", cwd=graded.folder)
    assert graded.scores("mal") == before


# -- nbgrader's other commands -----------------------------------------------------------------------------


def test_feedback_and_export_have_the_scores(graded):
    nbgrader("generate_feedback", ASSIGNMENT, cwd=graded.folder)
    page = graded.folder / "feedback" / "eve" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert "You did this" in page.read_text(encoding="utf-8")
    nbgrader("export", "--to=grades.csv", cwd=graded.folder)
    rows = [line.split(",") for line in (graded.folder / "grades.csv").read_text().splitlines()]
    table = {row[rows[0].index("student_id")]: row[rows[0].index("score")] for row in rows[1:]}
    assert float(table["ada"]) == 5


def test_learners_validate_in_a_kernel_of_their_own(graded, tmp_path):
    """There, the check cells look at what was run; and a cell that helps another counts."""
    notebook = nbformat.read(graded.folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    fill(
        notebook, {"q04": ABSOLUTE, "q06": "def rank_from_shape(shape):\n    return math.prod([len(shape)])"}
    )
    cells = [_named(notebook, name) for name in ("q06-answer", "q06", "q04-answer", "q04")]
    notebook.cells = [nbformat.v4.new_code_cell("%matplotlib inline\nimport math"), *cells]
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    said = nbgrader("validate", "mine.ipynb", cwd=tmp_path)
    assert "VALIDATION FAILED ON 1 CELL(S)" in said
    assert "check('q04'" in said


def test_other_assignments_are_graded_as_ever(graded):
    """By a kernel, and by what it shows."""
    about = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False}
    cells = [
        nbformat.v4.new_code_cell(text, metadata={"nbgrader": about | {"grade_id": name, "points": 2}})
        for name, text in {"whole": "assert True", "half": "1.0", "none": "assert False"}.items()
    ]
    source = graded.folder / "source" / "plain" / "plain.ipynb"
    source.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source)
    nbgrader("generate_assignment", "plain", cwd=graded.folder)
    shutil.copytree(graded.folder / "release" / "plain", graded.folder / "submitted" / "zoe" / "plain")
    nbgrader("autograde", "plain", cwd=graded.folder)
    assert graded.scores("zoe") == {"whole": 2, "half": 1, "none": 0}


# -- what is written, and what is not ----------------------------------------------------------------------


def test_an_assignment_that_is_there_is_not_touched(tmp_path):
    course = a_course(tmp_path)
    made = export(course, course.questions, tmp_path / "class")
    made.notebook.write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUsage, match="is there already"):
        export(course, course.questions, tmp_path / "class")
    assert made.notebook.read_text(encoding="utf-8") == "mine"


def test_a_config_that_is_there_gets_lines_once(tmp_path):
    course = a_course(tmp_path)
    config = tmp_path / "class" / "nbgrader_config.py"
    config.parent.mkdir()
    config.write_text("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n", encoding="utf-8")
    assert export(course, course.questions, config.parent, assignment="one").config == config
    assert export(course, course.questions, config.parent, assignment="two").config is None
    text = config.read_text(encoding="utf-8")
    assert text.startswith("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n")
    assert text.count("configure(") == 1
    assert str(course.root) in text


def test_a_question_without_code_needs_one_in_words(tmp_path):
    course = a_course(tmp_path, a_question("q01"), a_question("q02", code=False))
    made = export(course, course.questions, tmp_path / "class")
    assert [q.address for q in made.left_out] == ["q02"]
    words = Written(address="q02", prompt="Why?", model="So.", points=3)
    made = export(course, course.questions, tmp_path / "class", assignment="words", written=[words])
    assert (made.left_out, made.points) == ((), 4)


def test_a_solution_that_is_no_python_is_told(tmp_path):
    course = a_course(tmp_path, a_question(solution="def double(n:"))
    with pytest.raises(BrokenCourse, match=r"q01_double\.py"):
        export(course, course.questions, tmp_path / "class")
    assert not (tmp_path / "class").exists()


def test_without_nbformat_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    course = a_course(tmp_path)
    with pytest.raises(MachineFault, match=r"pip install 'ch4\[nbgrader\]'"):
        export(course, course.questions, tmp_path / "class")
    assert not (tmp_path / "class").exists()


def test_an_assignment_needs_a_name_that_is_a_folder(tmp_path):
    course = a_course(tmp_path)
    with pytest.raises(WrongUsage, match="no name"):
        export(course, course.questions, tmp_path, assignment="../elsewhere")


def test_the_quiz_gives_questions_in_words(tmp_path):
    quiz = '[open]\nprompt = "Why?"\nmodel = "So."\n[[open.point]]\nname = "so"\nsays = "so"\nany = ["so"]\n'
    course = a_course(tmp_path, a_question("q01", quiz=quiz), a_question("q02"))
    (words,) = written_questions(course, course.questions, points=2)
    assert (words.address, words.prompt, words.model, words.points) == ("q01", "Why?", "So.", 2)


# -- helpers -----------------------------------------------------------------------------------------------


def nbgrader(*words: str, cwd: Path) -> str:
    """Run nbgrader as people do; its output. It calls `alembic` by name: that has to be on the path."""
    environment = ch4_environment()
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    environment |= {"OMP_WAIT_POLICY": "PASSIVE", "IPYTHONDIR": str(cwd / ".ipython")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def release(folder: Path, address: str) -> str:
    notebook = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    return _named(notebook, f"{address}-answer").source


def submit(folder: Path, learner: str, texts: Mapping[str, str], change=None) -> None:
    notebook = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    fill(notebook, texts)
    if learner == "ada":
        _named(notebook, "q06-open").source = "How many axes it has."
    if change:
        change(notebook)
    place = folder / "submitted" / learner / ASSIGNMENT
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{ASSIGNMENT}.ipynb")


def fill(notebook, texts: Mapping[str, str]) -> None:
    for address, text in texts.items():
        _named(notebook, f"{address}-answer").source = text


def tamper(notebook) -> None:
    """What a submission may say of its own cells: all of it lies."""
    full = [nbformat.v4.new_output("execute_result", {"text/plain": "1.0"}, execution_count=1)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = full
    _named(notebook, "q04").source = "1.0"
    _named(notebook, "q04").metadata.nbgrader.points = 100
    _named(notebook, "q06").metadata.nbgrader.solution = True
    _named(notebook, "q06").metadata.nbgrader.locked = False
    _named(notebook, "q09").metadata.nbgrader.grade = False
    _named(notebook, "q09-answer").metadata.nbgrader |= {"grade": True, "points": 50, "solution": False}
    notebook.cells.remove(_named(notebook, "q26"))
    mine = nbformat.v4.new_code_cell("1.0", outputs=full)
    mine.metadata["nbgrader"] = dict(_named(notebook, "q27").metadata.nbgrader) | {
        "grade_id": "bonus",
        "points": 9,
    }
    double = nbformat.v4.new_code_cell("1.0", outputs=full)
    double.metadata["nbgrader"] = dict(_named(notebook, "q27").metadata.nbgrader) | {"points": 9}
    notebook.cells += [mine, double]


def _named(notebook, name: str):
    (cell,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    return cell


def checked(texts: Mapping[str, str], folder: Path) -> dict[str, float]:
    """The points that `ch4 check` gives for the same answers, as files."""
    questions: list[Question] = [q for q in QUESTIONS if q.address in texts]
    for question in questions:
        (folder / f"{question.stem}.py").write_text(texts[question.address], encoding="utf-8")
    addresses = [question.address for question in questions]
    done = ch4("check", "--answers", str(folder), "--format", "json", *addresses, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["schema"] == "ch4.report/1"
    return {result.address: result.points for result in from_json(done.stdout.encode()).questions}
