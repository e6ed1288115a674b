"""`ch4 grade`: a class at once, whatever is among the submissions, and whatever happens meanwhile."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pexpect
import psutil
import pytest
from factories import GRADER, SOLUTION, STUB, a_course, a_question, ch4, ch4_environment
from hypothesis import given
from hypothesis import strategies as st

from ch4.batch.gradebook import canvas, gradebook
from ch4.batch.tally import Mark, Row
from ch4.course import Course
from ch4.report import Report, Verdict, from_json, schema

WRONG = "def double(n):\n    return n + 2\n"
SQUARES = "def double(n):\n    return n * n\n"
MISTAKE = '''

from ch4.grading import mistake


@mistake("double")
def squares():
    """You square the number: twice three is six, not nine."""
    return 9
'''
MISTAKE = GRADER + MISTAKE.replace("def squares():", "def squares(n):").replace("return 9", "return n * n")


def a_notebook(*cells: str) -> bytes:
    """Code cells; one that begins with `#` and a blank is Markdown."""
    kinds = [("markdown" if cell.startswith("# ") else "code", cell) for cell in cells]
    sources = [
        {"cell_type": kind, "source": cell.splitlines(keepends=True), "metadata": {}} for kind, cell in kinds
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": sources}).encode()


def hand_in(folder: Path, **files: str | bytes) -> None:
    """`q01="…"` becomes `q01_double.py`; `notebook=b"…"` `work.ipynb`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / ("work.ipynb" if name == "notebook" else f"{name}_double.py")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def grade(course: Course, submissions: Path, out: Path, *words: str, **environment: str) -> SimpleNamespace:
    """Run it, with one process unless more are asked for; `summary` is what it says in JSON."""
    jobs = () if "--jobs" in words else ("--jobs", "1")
    done = ch4(
        "grade", str(submissions), "-o", str(out), "--format", "json", *words, *jobs,
        cwd=submissions.parent, course=course, **environment,
    )  # fmt: skip
    summary = json.loads(done.stdout) if done.stdout else None
    return SimpleNamespace(code=done.returncode, stderr=done.stderr, summary=summary)


def report_on(learner: str, out: Path) -> Report:
    """A learner's report, which keeps to the schema."""
    data = (out / "reports" / f"{learner}.json").read_bytes()
    jsonschema.validate(json.loads(data), schema())
    return from_json(data)


def verdicts(learner: str, out: Path) -> dict[str, str]:
    return {question.address: question.verdict.value for question in report_on(learner, out).questions}


def table(path: Path) -> dict[str, dict[str, str]]:
    """A CSV's rows by their first column."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {next(iter(row.values())): row for row in rows}


def written(out: Path) -> dict[str, int]:
    """When each report was written."""
    return {path.stem: path.stat().st_mtime_ns for path in (out / "reports").glob("*.json")}


# -- a class with everything in it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Class:
    course: Course
    folder: Path
    out: Path
    scratch: Path
    summary: dict
    stderr: str


UNREADABLE: dict[str, str] = {
    "no answers": "it holds no answers: neither files like q01_double.py nor a notebook",
    "broken notebook": "work.ipynb: it is no notebook that can be read",
    "notebook not utf-8": "work.ipynb: it is no notebook that can be read",
    "two notebooks": "it holds 2 notebooks, and no telling which counts",
    "a link out": "it is a link to a folder",
}
UNREADABLE_ANSWERS: dict[str, str] = {
    "folder": "q02_double.py is a folder, not a file",
    "pipe": "q02_double.py is a pipe, not a file",
    "huge": "q02_double.py is too long: at most 1 MiB are read",
    "escapes": "q02_double.py is a link that leads out of the submission",
    "dangling": "q02_double.py cannot be read (No such file or directory)",
    "circle": "q02_double.py",
    "socket": "q02_double.py cannot be read",
}
ORDINARY = ("Ada Lovelace", "Zoë Ünal", "o.k. j.r.", "łukasz", "=cmd|' C calc'!A0", "x;=1+1", "x" * 250)


NO_UNICODE = os.fsdecode(b"l\xfa")


def _make_class(folder: Path) -> None:
    hand_in(folder / "right", q01=SOLUTION, q02=SOLUTION, r1=SOLUTION)
    hand_in(folder / "mixed" / "exercises", q01=SOLUTION, q02=WRONG, r1=STUB)
    hand_in(folder / "squares", q01=SQUARES, r1="def double(n)\n")
    hand_in(folder / "latin-1", q01=b"name = '\xe4'\n" + SOLUTION.encode(), q02=SOLUTION)
    helped = "from helper import twice\n\n\ndef double(n):\n    return twice(n)\n"
    hand_in(folder / "helped", q01=helped)
    (folder / "helped" / "helper.py").write_text("def twice(n):\n    return 2 * n\n")
    overwrites = "from pathlib import Path\nfor path in Path(__file__).parent.iterdir():\n"
    overwrites += "    path.write_text('gone')\n"
    hand_in(folder / "hostile", q01=overwrites + SOLUTION, q02=SOLUTION)
    hand_in(folder / NO_UNICODE, q01=SOLUTION)
    for name in ORDINARY:
        hand_in(folder / name, q01=SOLUTION)
    hand_in(
        folder / "notebook",
        notebook=a_notebook(
            "# Question 1", "two = 2", "def double(n):\n    return two * n",
            "# Question 2", "%matplotlib inline\n\ndef double(n):\n    return n + two",
        ),
    )  # fmt: skip
    hand_in(
        folder / "workbook",
        notebook=a_notebook(
            "%load_ext ch4", "def twice(n):\n    return 2 * n",
            "%%answer question 1\ndef double(n):\n    return twice(n)",
            "%%answer question 99\n1", "%%answer research 1\ndef double(n):\n    return n",
        ),
    )  # fmt: skip
    hand_in(folder / "broken notebook", notebook=b'{"cells": [')
    hand_in(folder / "notebook not utf-8", notebook=b'{"cells": [{"cell_type": "code", "source": "\xff"}]}')
    hand_in(folder / "two notebooks", notebook=a_notebook("1"))
    (folder / "two notebooks" / "other.ipynb").write_bytes(a_notebook("2"))
    (folder / "no answers").mkdir()
    (folder / "no answers" / "notes.txt").write_text("hello")
    (folder / "a link out").symlink_to("/etc")
    for name in UNREADABLE_ANSWERS:
        hand_in(folder / name, q01=SOLUTION)
    place = {name: folder / name / "q02_double.py" for name in UNREADABLE_ANSWERS}
    place["folder"].mkdir()
    os.mkfifo(place["pipe"])
    place["huge"].write_bytes(b"#" * (1 << 20) + b"\n" + SOLUTION.encode())
    place["escapes"].symlink_to("/etc/passwd")
    place["dangling"].symlink_to("nowhere.py")
    place["circle"].symlink_to(place["circle"])
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(folder / "socket")  # a socket's path must be short
        listener.bind("q02_double.py")
        os.chdir(here)
    (folder / ".hidden").mkdir()
    (folder / "__MACOSX").mkdir()
    (folder / "notes.txt").write_text("no learner")
    (folder / "right" / ".q02_double.py").write_text("no answer")


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Graded once, by two processes, on a machine where earlier runs were killed and one goes on."""
    root = tmp_path_factory.mktemp("class")
    course = a_course(root, a_question("q01", grader=MISTAKE), a_question("q02"), a_question("r1"))
    folder, out, scratch = root / "handed in", root / "out", root / "scratch"
    _make_class(folder)
    for name in ("ch4-grade-left", "ch4-grade-in-use"):
        (scratch / name / "copy").mkdir(parents=True)
        os.utime(scratch / name, (0, 0))
    (scratch / "ch4-grade-link").symlink_to(folder)
    in_use = os.open(scratch / "ch4-grade-in-use", os.O_RDONLY)
    fcntl.flock(in_use, fcntl.LOCK_EX)
    done = grade(course, folder, out, "--jobs", "2", TMPDIR=str(scratch))
    os.close(in_use)
    assert done.code == 0, done.stderr
    return Class(course, folder, out, scratch, done.summary, done.stderr)


def test_every_learner_has_a_report_of_their_own(class_: Class) -> None:
    files = sorted((class_.out / "reports").iterdir())
    reports = [from_json(path.read_bytes()) for path in files]
    learners = {path.name for path in class_.folder.iterdir() if path.is_dir()} - {".hidden", "__MACOSX"}
    assert {report.learner for report in reports} == learners - {NO_UNICODE} | {"l\ufffd"}
    assert len(files) == len(learners) == class_.summary["learners"]
    for report in reports:
        jsonschema.validate(json.loads(files[reports.index(report)].read_bytes()), schema())


@pytest.mark.parametrize("learner", ["mixed", "squares"])
def test_scores_are_those_of_check(class_: Class, learner: str) -> None:
    words = ("check", "all", "--answers", str(class_.folder / learner), "--format", "json")
    checked = from_json(ch4(*words, cwd=class_.folder, course=class_.course).stdout.encode())
    graded = report_on(learner, class_.out)
    assert graded.summary == checked.summary
    assert [(q.address, q.verdict, q.points) for q in graded.questions] == [
        (q.address, q.verdict, q.points) for q in checked.questions
    ]
    inside = "exercises/" if learner == "mixed" else ""
    assert graded.questions[0].file == f"{inside}q01_double.py"
    assert [c.mistake for c in graded.questions[0].criteria] == [
        c.mistake for c in checked.questions[0].criteria
    ]


@pytest.mark.parametrize(("learner", "message"), UNREADABLE.items())
def test_a_submission_that_cannot_be_read_costs_itself_only(
    class_: Class, learner: str, message: str
) -> None:
    report = report_on(learner, class_.out)
    assert all(q.criteria[0].message.startswith(message) for q in report.questions)
    assert (report.summary.points, report.summary.max_points, report.summary.error) == (0, 3, 3)
    assert learner in [trouble["learner"] for trouble in class_.summary["unreadable"]]
    assert f"{learner}: {message}" in class_.stderr


@pytest.mark.parametrize(("learner", "message"), UNREADABLE_ANSWERS.items())
def test_an_answer_that_cannot_be_read_costs_itself_only(class_: Class, learner: str, message: str) -> None:
    report = report_on(learner, class_.out)
    assert [q.verdict.value for q in report.questions] == ["pass", "error", "error"]
    assert report.questions[1].criteria[0].message.startswith(message)
    assert "root:" not in json.dumps([c.message for q in report.questions for c in q.criteria])


def test_text_that_is_not_utf_8_costs_its_own_question(class_: Class) -> None:
    assert verdicts("latin-1", class_.out) == {"q01": "error", "q02": "pass", "r1": "error"}


def test_an_answer_may_import_what_lies_beside_it(class_: Class) -> None:
    assert verdicts("helped", class_.out)["q01"] == "pass"


def test_an_answer_is_judged_in_a_copy(class_: Class) -> None:
    """What it writes beside itself reaches nobody's submission, and no other answer."""
    assert verdicts("hostile", class_.out) == {"q01": "pass", "q02": "pass", "r1": "error"}
    assert (class_.folder / "hostile" / "q02_double.py").read_text() == SOLUTION


def test_a_name_that_is_no_unicode_is_a_name_like_any_other(class_: Class) -> None:
    assert verdicts(NO_UNICODE, class_.out)["q01"] == "pass"
    assert table(class_.out / "gradebook.csv")["l\ufffd"]["points"] == "1"


def test_what_killed_runs_have_left_behind_is_gone(class_: Class) -> None:
    left = sorted(path.name for path in class_.scratch.iterdir() if path.name.startswith("ch4-grade"))
    assert left == ["ch4-grade-in-use", "ch4-grade-link"]
    assert (class_.folder / "right").exists()


def test_the_cells_of_a_notebook_are_answers(class_: Class) -> None:
    first, second, third = report_on("notebook", class_.out).questions
    assert (first.verdict.value, second.verdict.value, third.verdict.value) == ("pass", "fail", "error")
    assert second.criteria[0].line == 3
    assert third.criteria[0].message == "no cell of work.ipynb defines what it asks for"


def test_cells_that_say_what_they_answer_are_believed(class_: Class) -> None:
    questions = report_on("workbook", class_.out).questions
    assert [question.verdict.value for question in questions] == ["pass", "error", "fail"]
    assert (questions[2].file, questions[2].criteria[0].line) == ("work.ipynb cell 5", 2)


def test_the_gradebook_has_a_line_for_each_learner(class_: Class) -> None:
    rows = table(class_.out / "gradebook.csv")
    header = (class_.out / "gradebook.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "learner,q01,q02,r1,points,max_points"
    assert list(rows["right"].values()) == ["right", "1", "1", "1", "3", "3"]
    assert list(rows["mixed"].values()) == ["mixed", "1", "0", "0", "1", "3"]
    assert list(rows["no answers"].values()) == ["no answers", "0", "0", "0", "0", "3"]
    assert len(rows) == class_.summary["learners"]
    assert set(ORDINARY) - {"=cmd|' C calc'!A0"} <= rows.keys()


def test_no_learner_is_a_formula(class_: Class) -> None:
    assert "'=cmd|' C calc'!A0" in table(class_.out / "gradebook.csv")
    # Where commas are for decimals, a spreadsheet parts the cells at `;`, unless they are quoted.
    assert '\n"x;=1+1",' in (class_.out / "gradebook.csv").read_text()


def test_canvas_gets_the_columns_that_it_wants(class_: Class) -> None:
    rows = table(class_.out / "canvas.csv")
    assert list(rows["Points Possible"].values()) == ["Points Possible", "", "", "", "", "3"]
    assert list(rows["Zoë Ünal"].items()) == [
        ("Student", "Zoë Ünal"), ("ID", ""), ("SIS User ID", "Zoë Ünal"), ("SIS Login ID", "Zoë Ünal"),
        ("Section", ""), ("Small numbers", "1"),
    ]  # fmt: skip


def test_the_summary_says_what_the_class_has_done(class_: Class) -> None:
    summary = class_.summary
    assert summary["schema"] == "ch4.grade/1"
    assert (summary["judged"], summary["unchanged"]) == (summary["learners"], 0)
    q01, q02, r1 = summary["questions"]
    assert (q01["answered"] - q01["right"], q02["right"]) == (2, 3)
    assert (r1["answered"], r1["right"], r1["share"]) == (3, 1, 0.3333)
    assert summary["mistakes"] == [
        {
            "address": "q01",
            "label": "question 1",
            "name": "squares",
            "explanation": "You square the number: twice three is six, not nine.",
            "learners": 1,
        }
    ]
    missing = {entry["learner"]: entry["addresses"] for entry in summary["missing"]}
    assert missing["mixed"] == ["r1"]
    assert missing["notebook"] == ["r1"]
    assert "right" not in missing
    assert "no answers" not in missing


def test_at_a_terminal_the_summary_is_to_be_read(class_: Class, tmp_path: Path) -> None:
    out = Path(shutil.copytree(class_.out, tmp_path / "out"))
    done = ch4("grade", str(class_.folder), "-o", str(out), cwd=tmp_path, course=class_.course)
    assert done.returncode == 0
    assert done.stderr == ""
    for told in (
        "What was hardest", "Common mistakes", "squares  You square the number", "Without an answer",
        "Not readable: 5 learners", f"gradebook: {out}/gradebook.csv",
    ):  # fmt: skip
        assert told in done.stdout


# -- run again ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Small:
    """A class of three that is graded; `changed` runs it again and says whose reports were written."""

    course: Course
    folder: Path
    out: Path

    def changed(self, *words: str) -> set[str]:
        before = written(self.out)
        done = grade(self.course, self.folder, self.out, *words)
        assert done.code == 0, done.stderr
        after = written(self.out)
        changed = {learner for learner in after if after[learner] != before.get(learner)}
        assert done.summary["judged"] == len(changed)
        assert done.summary["unchanged"] == len(after) - len(changed)
        return changed


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    course = a_course(root, a_question("q01"), a_question("q02"))
    for name in ("ada", "bob", "cleo"):
        hand_in(root / "class" / name, q01=SOLUTION, q02=WRONG)
    (root / "class" / "dan").mkdir()
    assert grade(course, root / "class", root / "out").code == 0
    return root


@pytest.fixture
def small(graded_once: Path, tmp_path: Path) -> Small:
    root = Path(shutil.copytree(graded_once, tmp_path / "copy"))
    return Small(Course.load(root / "course"), root / "class", root / "out")


def test_what_is_unchanged_is_not_judged_again(small: Small) -> None:
    before = (small.out / "gradebook.csv").read_bytes()
    assert small.changed() == set()
    assert (small.out / "gradebook.csv").read_bytes() == before


def test_a_changed_answer_is_judged_alone(small: Small) -> None:
    hand_in(small.folder / "bob", q02=SOLUTION)
    assert small.changed() == {"bob"}
    assert table(small.out / "gradebook.csv")["bob"]["points"] == "2"


def test_a_new_submission_is_judged_alone(small: Small) -> None:
    hand_in(small.folder / "eve", q01=SOLUTION)
    assert small.changed() == {"eve"}
    assert list(table(small.out / "gradebook.csv")) == ["ada", "bob", "cleo", "dan", "eve"]


def test_a_report_that_is_gone_or_spoilt_is_made_again(small: Small) -> None:
    (small.out / "reports" / "ada.json").unlink()
    (small.out / "reports" / "bob.json").write_text('{"schema": "ch4.report/1", "ver')
    (small.out / "reports" / ".123.part").write_text("from a process that was killed")
    assert small.changed() == {"ada", "bob"}
    assert not (small.out / "reports" / ".123.part").exists()


def _another_grader(small: Small) -> None:
    path = small.course.grader(small.course.questions[0])
    path.write_text(GRADER.replace("Twice three is six.", "Twice three makes six."))


def _another_solution(small: Small) -> None:
    path = small.course.solution(small.course.questions[1])
    path.write_text(SOLUTION.replace("2 * n", "n + n"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_another_grader, ()),
        (None, ("--seed", "1")),
        pytest.param(_another_solution, (), marks=pytest.mark.slow),
        pytest.param(None, ("--timeout", "5"), marks=pytest.mark.slow),
        pytest.param(None, ("--again",), marks=pytest.mark.slow),
    ],
)
def test_what_every_verdict_hangs_on_makes_all_of_them_anew(
    small: Small, change: Callable[[Small], None] | None, words: tuple[str, ...]
) -> None:
    if change:
        change(small)
    assert small.changed(*words) == {"ada", "bob", "cleo", "dan"}


def test_who_hands_in_nothing_any_more_leaves_the_gradebook(small: Small) -> None:
    shutil.rmtree(small.folder / "cleo")
    done = ch4("grade", str(small.folder), "-o", str(small.out), cwd=small.folder, course=small.course)
    assert "1 report there of learners who are not in SUBMISSIONS" in done.stdout
    assert list(table(small.out / "gradebook.csv")) == ["ada", "bob", "dan"]
    assert "cleo" in written(small.out)


def test_other_questions_do_not_overwrite_the_reports_unasked(small: Small) -> None:
    before = written(small.out)
    refused = grade(small.course, small.folder, small.out, "question 1")
    assert refused.code == 2
    assert refused.stderr.startswith(f"ch4: {small.out} holds reports on other questions")
    assert written(small.out) == before


@pytest.mark.slow
def test_other_questions_overwrite_the_reports_when_asked(small: Small) -> None:
    done = grade(small.course, small.folder, small.out, "question 1", "--again")
    assert done.summary["max_points"] == 4
    assert list(verdicts("ada", small.out)) == ["q01"]


def test_two_at_once_do_not_write_into_one_folder(small: Small) -> None:
    with (small.out / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = grade(small.course, small.folder, small.out)
    assert (done.code, done.stderr) == (
        3,
        f"ch4: another ch4 is grading into {small.out}: let it finish\n",
    )


# -- wrong words and broken courses ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "-o", "out"), "nowhere cannot be read"),
        (("course/graders", "-o", "out"), "course/graders holds no submission"),
        (("class", "-o", "class"), "class lies among the submissions"),
        (("class", "-o", "class/ada/out"), "class/ada/out lies among the submissions"),
        (("class", "-o", "out", "question 9"), "there is no question 9"),
        (("class",), "Missing option"),
    ],
)
def test_wrong_words_write_nothing(small: Small, words: tuple[str, ...], told: str) -> None:
    root = small.folder.parent
    shutil.rmtree(small.out)
    done = ch4("grade", *words, cwd=root, course=small.course)
    assert done.returncode == 2
    assert told in done.stderr
    assert not small.out.exists()


def test_results_may_lie_beside_the_submissions(small: Small) -> None:
    small.out.rename(small.folder / "results")
    done = ch4("grade", ".", "-o", "results", "--format", "json", cwd=small.folder, course=small.course)
    assert json.loads(done.stdout)["learners"] == 4
    assert json.loads(done.stdout)["unchanged"] == 4


@pytest.mark.slow
def test_a_course_that_cannot_judge_its_own_solutions_ends_the_run(small: Small) -> None:
    small.course.grader(small.course.questions[0]).write_text("def test_it(answer)\n")
    before = written(small.out)
    (small.folder / "aaa, who has nothing to judge").mkdir()
    done = grade(small.course, small.folder, small.out)
    assert done.code == 3
    assert done.stderr.splitlines()[-1].startswith("ch4: not even the course's own solutions can be judged")
    assert "SyntaxError" in done.stderr
    assert {name: when for name, when in written(small.out).items() if name in before} == before
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_said_in_a_line(small: Small) -> None:
    shutil.rmtree(small.out)
    small.out.mkdir()
    (small.out / "reports").write_text("in the way")
    done = grade(small.course, small.folder, small.out)
    assert done.code == 3
    assert done.stderr.startswith(f"ch4: {small.out}/reports cannot be written (File exists)")
    assert done.stderr.count("\n") == 1


# -- what ends in the middle -------------------------------------------------------------------------------

SLOW = "import time\ntime.sleep(0.3)\n" + SOLUTION


def a_slow_class(tmp_path: Path, count: int = 6) -> tuple[Course, Path, Path]:
    course = a_course(tmp_path, a_question("q01"))
    for number in range(count):
        hand_in(tmp_path / "class" / f"learner {number}", q01=SLOW)
    return course, tmp_path / "class", tmp_path / "out"


def soon(holds: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def left_running(scratch: Path) -> list[psutil.Process]:
    """Processes of a run: they all have its TMPDIR."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR") == str(scratch):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.slow
def test_after_a_kill_only_the_rest_is_judged(tmp_path: Path) -> None:
    course, folder, out = a_slow_class(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "ch4", "grade", str(folder), "-o", str(out)],
        env=ch4_environment(course) | {"TMPDIR": str(scratch)},
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as run:
        assert soon(lambda: len(written(out)) >= 2)
        run.send_signal(signal.SIGKILL)
    assert soon(lambda: not left_running(scratch), 5)
    finished = written(out)
    assert 2 <= len(finished) < 6
    assert not (out / "gradebook.csv").exists()
    for learner in finished:
        assert verdicts(learner, out) == {"q01": "pass"}
    done = grade(course, folder, out, "--jobs", "2")
    assert (done.code, done.summary["unchanged"], done.summary["judged"]) == (
        0, len(finished), 6 - len(finished),
    )  # fmt: skip
    assert {learner: written(out)[learner] for learner in finished} == finished
    assert len(table(out / "gradebook.csv")) == 6
    assert [path.name for path in out.rglob(".*") if path.name != ".lock"] == []


@pytest.mark.slow
def test_an_interrupt_keeps_what_was_finished(tmp_path: Path) -> None:
    course, folder, out = a_slow_class(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "ch4", "grade", str(folder), "-o", str(out), "--jobs", "2"],
        cwd=str(tmp_path),
        env=ch4_environment(course) | {"TMPDIR": str(scratch), "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 100),
    )
    terminal.logfile_read = screen = io.StringIO()
    terminal.expect("time left")
    terminal.expect("now: learner 0")
    assert soon(lambda: len(written(out)) >= 2)
    terminal.sendintr()
    terminal.expect("interrupted; what was finished is kept")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert "Traceback" not in screen.getvalue()
    assert 2 <= len(written(out)) < 6
    assert not (out / "gradebook.csv").exists()
    assert soon(lambda: not left_running(scratch), 5)
    assert soon(lambda: list(scratch.iterdir()) == [], 5)


KILLS_ITS_JUDGE = (
    """import os, signal
server = os.getppid()
judge = int(open(f"/proc/{server}/stat").read().rpartition(")")[2].split()[1])
os.kill(judge, signal.SIGKILL)
"""
    + SOLUTION
)


@pytest.mark.slow
def test_a_process_that_is_killed_costs_the_submission_it_was_on(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question("q01"))
    for name in ("ada", "zoe"):
        hand_in(tmp_path / "class" / name, q01=SOLUTION)
    hand_in(tmp_path / "class" / "mallory", q01=KILLS_ITS_JUDGE)
    done = grade(course, tmp_path / "class", tmp_path / "out", "--jobs", "1")
    assert verdicts("ada", tmp_path / "out") == verdicts("zoe", tmp_path / "out") == {"q01": "pass"}
    if done.code == 0:  # where an answer is kept from doing so
        assert verdicts("mallory", tmp_path / "out") != {"q01": "skipped"}
        return
    assert done.code == 3
    (failed,) = done.summary["failed"]
    assert failed["learner"] == "mallory"
    assert "the process that judged it ended (SIGKILL)" in failed["problem"]
    assert list(table(tmp_path / "out" / "gradebook.csv")["mallory"].values()) == ["mallory", "", "", ""]
    assert report_on("mallory", tmp_path / "out").summary.max_points == 0
    again = grade(course, tmp_path / "class", tmp_path / "out")
    assert (again.summary["judged"], again.summary["unchanged"]) == (1, 2)


@pytest.mark.slow
def test_a_crash_is_tried_once_more(tmp_path: Path) -> None:
    """The first of two tries is killed from outside."""
    course = a_course(tmp_path, a_question("q01"), seconds=30)
    hand_in(tmp_path / "class" / "ada", q01="import time\ntime.sleep(1)\n" + SOLUTION)
    with subprocess.Popen(
        [sys.executable, "-m", "ch4", "grade", "class", "-o", "out"],
        env=ch4_environment(course),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    ) as run:
        pool = psutil.Process(run.pid)
        assert soon(lambda: [p for p in pool.children(recursive=True) if "server" in p.cmdline()])
        time.sleep(0.3)
        (judge,) = [p for p in pool.children() if "spawn_main" in " ".join(p.cmdline())]
        judge.kill()
    assert run.returncode == 0
    assert verdicts("ada", tmp_path / "out") == {"q01": "pass"}


# -- the tables, as functions ------------------------------------------------------------------------------


def a_row(learner: str, *points: float) -> Row:
    marks = tuple(
        Mark(address=f"q{number:02}", verdict=Verdict.PASS, points=each, is_missing=False, mistakes=())
        for number, each in enumerate(points, 1)
    )
    return Row(learner=learner, marks=marks, points=sum(points), max_points=len(points))


@given(name=st.text(st.characters() | st.sampled_from("=+-@;,\t\r\n\"' \x1b＝"), min_size=1, max_size=20))
def test_no_name_breaks_the_tables_or_becomes_a_formula(name: str) -> None:
    question = SimpleNamespace(address="q01", points=1.0, has_code=True)
    row = a_row(name, 0.5)
    for data, width in ((gradebook([row], [question]), 4), (canvas([row], name, [question]), 6)):
        for separator in (",", ";"):
            for cells in csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=separator):
                assert len(cells) == width or separator == ";"
                assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in cells)


def test_points_are_plain_numbers() -> None:
    questions = [SimpleNamespace(address=f"q{n:02}", points=1.0, has_code=True) for n in (1, 2, 3)]
    data = gradebook([a_row("ada", 1.0, 0.3333, 100000.0)], questions).decode()
    assert data.splitlines()[1].startswith("ada,1,0.3333,100000,")
