"""A course taken to Gradescope and to GitHub, and what happens to an answer there."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml
from factories import GRADER, REPOSITORY, SOLUTION, a_course, a_question, ch4, ch4_environment
from test_report_platforms import GRADESCOPE

from ch4.cli.formats import FORMATS
from ch4.course import Course
from ch4.workspace import Workspace

WRONG = "def double(n):\n    return n + 2\n"
BROKEN = "def double(n)\n    return 2 * n\n"
TWO_CRITERIA = (
    GRADER
    + '''

def test_doubles_two(answer):
    """Twice two is four."""
    expect(answer.double(2)).equals(4)
'''
)
# `.github/classroom/autograding.json`, as github.com/education/autograding reads it.
AUTOGRADING = {
    "type": "object",
    "required": ["tests"],
    "properties": {
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "run", "timeout", "points"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "setup": {"type": "string"},
                    "run": {"type": "string", "minLength": 1},
                    "input": {"type": "string"},
                    "output": {"type": "string"},
                    "comparison": {"enum": ["included", "exact", "regex"]},
                    "timeout": {"type": "number", "exclusiveMinimum": 0},
                    "points": {"type": "number"},
                },
            },
        }
    },
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    questions = (
        a_question("q01", grader=TWO_CRITERIA, points=3),
        a_question("q02"),
        a_question("q03", code=False, grader=None, solution=None),
    )
    return a_course(tmp_path_factory.mktemp("small"), *questions)


@pytest.fixture(scope="module")
def autograder(course: Course) -> bytes:
    """The zip that asks everything."""
    done = ch4("export", "gradescope", "all.zip", cwd=course.root, course=course)
    assert done.returncode == 0, done.stderr
    return (course.root / "all.zip").read_bytes()


@pytest.fixture
def root(tmp_path: Path, autograder: bytes) -> Path:
    """Gradescope's container, with the submission still to come."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(autograder)) as archive:
        archive.extractall(root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    return root


def start(root: Path, **environment: str) -> subprocess.Popen[str]:
    """Gradescope's run, with this Python in the place of the one that setup.sh installs."""
    environment = ch4_environment() | {"CH4_AUTOGRADER": str(root)} | environment
    environment.setdefault("PATH", os.defpath)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.Popen(
        ["bash", root / "run_autograder"],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def graded(root: Path, **environment: str) -> dict[str, object]:
    run = start(root, **environment)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 0, said
    assert sorted(path.name for path in (root / "results").iterdir()) == ["results.json"]
    return results(root)


def results(root: Path) -> dict[str, object]:
    document = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, GRADESCOPE)
    return document


# -- Gradescope --------------------------------------------------------------------------------------------


def test_the_zip_holds_what_gradescope_runs_at_its_root_and_executable(autograder: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(autograder)) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["setup.sh"] & 0o111
    assert modes["run_autograder"] & 0o111
    assert {"course/course.toml", "course/graders/test_q01_double.py", "constraints.txt"} <= set(modes)
    assert [name for name in modes if name.endswith(".whl")]
    assert not [name for name in modes if "__pycache__" in name or name.endswith(".zip")]


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash_without_a_syntax_error(root: Path, script: str) -> None:
    assert (root / "source" / script).read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", root / "source" / script], check=True)


def test_the_same_course_gives_the_same_bytes(course: Course, autograder: bytes) -> None:
    done = ch4("export", "gradescope", "all.zip", cwd=course.root, course=course)
    assert done.stdout == "replaced all.zip: 2 questions, 4 points\n"
    assert (course.root / "all.zip").read_bytes() == autograder


def test_the_named_questions_are_asked(course: Course, tmp_path: Path) -> None:
    done = ch4("export", "gradescope", "one.zip", "question", "2", cwd=tmp_path, course=course)
    assert done.stdout == "wrote one.zip: 1 question, 1 points\n"
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.read("questions.txt") == b"q02\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("question", "2"),
            2,
            "ch4: question is no name for a zip file: end it in .zip",
        ),
        (("a.zip", "99"), 2, "ch4: there is no question 99: this course has question 1 to 3"),
        (("a.zip", "3"), 2, "ch4: these questions are answered in words: name one"),
        (("nowhere/a.zip",), 3, "ch4: there is no folder"),
    ],
)
def test_a_wrong_word_is_one_line_and_writes_nothing(
    course: Course, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = ch4("export", "gradescope", *words, cwd=tmp_path, course=course)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(said)
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "score"),
    [
        pytest.param({"q01": SOLUTION, "q02": SOLUTION}, 4, id="right"),
        pytest.param({"q01": WRONG, "q02": SOLUTION}, 2.5, id="half wrong"),
        pytest.param({"q01": SOLUTION, "q02": BROKEN}, 3, id="a syntax error"),
        pytest.param({"exercises/q01": SOLUTION}, 3, id="in a folder, one missing"),
        pytest.param({}, 0, id="empty"),
    ],
)
def test_a_submission_gets_the_points_that_a_check_gives(
    course: Course, root: Path, answers: dict[str, str], score: float
) -> None:
    for name, answer in answers.items():
        path = root / "submission" / f"{name}_double.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(answer, encoding="utf-8")
    document = graded(root)
    words = ("check", "1-2", "--answers", str(root / "submission"), "--format", "json")
    checked = json.loads(ch4(*words, cwd=root, course=course).stdout)
    assert document["score"] == checked["summary"]["points"] == score
    assert [(test["number"], test["score"], test["max_score"]) for test in document["tests"]] == [
        (question["address"], question["points"], question["max_points"]) for question in checked["questions"]
    ]


@pytest.mark.slow
def test_the_examples_get_the_points_there_that_they_get_here(root: Path) -> None:
    """This repository's course, with workers that import torch."""
    words = ("4", "9", "26", "34")
    chapter, examples = Course.load(REPOSITORY), REPOSITORY / "examples" / "answers"
    assert ch4("export", "gradescope", "a.zip", *words, cwd=root, course=chapter).returncode == 0
    with zipfile.ZipFile(root / "a.zip") as archive:
        archive.extractall(root / "source")
    for answer in examples.glob("*.py"):
        (root / "submission" / answer.name).write_bytes(answer.read_bytes())
    checked = ch4("check", *words, "--answers", str(examples), "--format", "json", cwd=root, course=chapter)
    assert 0 < graded(root)["score"] == json.loads(checked.stdout)["summary"]["points"] < 4


@pytest.mark.slow
def test_modules_that_a_learner_hands_in_are_not_those_of_the_judge(root: Path) -> None:
    for name in ("torch", "pytest", "json", "click", "ch4", "random"):
        (root / "submission" / f"{name}.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (root / "submission" / "q01_double.py").write_text(SOLUTION, encoding="utf-8")
    assert graded(root)["score"] == 3


@pytest.mark.slow
def test_file_names_are_as_the_learner_knows_them(root: Path) -> None:
    (root / "submission" / "q01_double.py").write_text(BROKEN, encoding="utf-8")
    assert "`q01_double.py:1`" in graded(root)["tests"][0]["output"]


@pytest.mark.slow
def test_a_broken_grader_is_not_the_learners_fault(root: Path) -> None:
    (root / "source" / "course" / "graders" / "test_q01_double.py").write_text("def", encoding="utf-8")
    run = start(root)
    assert "mend the grader" in run.communicate(timeout=120)[0]
    assert results(root)["score"] == 0
    assert "exit code 3" in results(root)["output"]
    assert "says nothing about your answers" in results(root)["output"]


def test_without_a_submission_there_is_a_result_that_says_so(root: Path) -> None:
    (root / "submission").rmdir()
    assert graded(root)["output"].startswith("There is no submission.")


def test_a_python_that_dies_leaves_a_result_that_says_so(root: Path) -> None:
    python = root / "venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "{" > "$CH4_AUTOGRADER/results/results.json"\nkill -9 $$\n')
    python.chmod(0o755)
    assert "The autograder failed (exit code 137)." in graded(root)["output"]


def test_a_result_of_before_is_not_taken_for_a_new_one(root: Path) -> None:
    (root / "results" / "results.json").write_text('{"score": 4}', encoding="utf-8")
    (root / "submission").rmdir()
    assert graded(root)["score"] == 0


@pytest.mark.slow
def test_an_interrupted_run_leaves_a_result_that_says_so(root: Path) -> None:
    python = root / "venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\ntouch "$CH4_AUTOGRADER/running"\nsleep 2\n')
    python.chmod(0o755)
    run = start(root)
    deadline = time.monotonic() + 30
    while not (root / "running").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=30)
    assert results(root)["output"].startswith("The autograder was interrupted.")


# -- the wheel ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_wheel_installs_and_finds_the_exported_course(root: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (wheel,) = (root / "source").glob("ch4-*.whl")
    install = ["install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([sys.executable, "-m", "pip", "--python", venv / "bin" / "python", *install], check=True)
    packages = next((venv / "lib").glob("python*")) / "site-packages"
    (packages / "heavy.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = ch4_environment()
    del environment["PYTHONPATH"]  # it would show the checkout
    answers = tmp_path / "answers"
    answers.mkdir()
    (answers / "q01_double.py").write_text(SOLUTION, encoding="utf-8")
    done = subprocess.run(
        [venv / "bin" / "ch4", "check", "1", "--answers", answers, "--format", "html"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "<strong>3</strong> of 3 points" in done.stdout


# -- GitHub ------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, course: Course) -> Path:
    """A learner's repository: one answer is right, one is wrong; and what the export adds."""
    workspace = Workspace.create(tmp_path / "repository", course)
    answers = workspace.root / "exercises"
    (answers / "q01_double.py").write_text(SOLUTION, encoding="utf-8")
    (answers / "q02_double.py").write_text(WRONG, encoding="utf-8")
    done = ch4("export", "github", cwd=workspace.root, course=course)
    assert done.returncode == 0, done.stderr
    return workspace.root


def workflow(repository: Path) -> dict[object, object]:
    return yaml.safe_load((repository / ".github/workflows/ch4.yml").read_text(encoding="utf-8"))


def shell(command: str, repository: Path, course: Course, **environment: str) -> int:
    """What a runner does with a `run:`, with this Python's `ch4`."""
    bin_ = repository.parent / "bin"
    bin_.mkdir(exist_ok=True)
    (bin_ / "ch4").write_text(f'#!/bin/sh\nexec {sys.executable} -m ch4 "$@"\n', encoding="utf-8")
    (bin_ / "ch4").chmod(0o755)
    environment = ch4_environment(course) | environment
    environment["PATH"] = f"{bin_}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return subprocess.run(
        ["bash", "-e", "-c", command], cwd=repository, env=environment, check=False
    ).returncode


def test_every_push_is_checked_with_few_rights(repository: Path) -> None:
    document = workflow(repository)
    assert "push" in document[True]  # YAML 1.1 reads `on` as a boolean
    assert document["permissions"] == {"contents": "read"}
    steps = document["jobs"]["check"]["steps"]
    used = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
    assert used == [
        "actions/checkout", "actions/setup-python", "actions/cache", "actions/upload-artifact",
    ]  # fmt: skip
    assert all(
        "download.pytorch.org/whl/cpu" in step["run"] for step in steps if "pip" in step.get("run", "")
    )


@pytest.mark.slow
def test_the_workflows_check_annotates_sums_up_and_leaves_both_reports(
    repository: Path, course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = {step.get("name"): step for step in workflow(repository)["jobs"]["check"]["steps"]}
    summary = repository.parent / "summary.md"
    code = shell(
        steps["Check"]["run"],
        repository,
        course,
        GITHUB_STEP_SUMMARY=str(summary),
        GITHUB_WORKSPACE=str(repository),
    )
    assert code == 1
    assert capfd.readouterr().out.startswith("::error file=exercises/q02_double.py,line=")
    assert "| ✗ | fail |" in summary.read_text(encoding="utf-8")
    kept = steps["Keep the report"]["with"]["path"].split()
    assert sorted(path.name for path in repository.glob("ch4-report.*")) == sorted(kept)


def test_classrooms_tests_are_the_questions_with_their_points(repository: Path) -> None:
    document = json.loads((repository / ".github/classroom/autograding.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, AUTOGRADING)
    assert [(test["name"], test["points"]) for test in document["tests"]] == [
        ("question 1: Twice a number", 3),
        ("question 2: Twice a number", 1),
    ]


@pytest.mark.slow
def test_classrooms_tests_end_well_for_right_answers_alone(repository: Path, course: Course) -> None:
    document = json.loads((repository / ".github/classroom/autograding.json").read_text(encoding="utf-8"))
    runs = [test["run"].replace("/tmp/ch4/bin/", "") for test in document["tests"]]
    assert [shell(run, repository, course) for run in runs] == [0, 1]


def test_what_classroom_sets_up_is_what_the_export_has_written(repository: Path) -> None:
    document = json.loads((repository / ".github/classroom/autograding.json").read_text(encoding="utf-8"))
    (setup,) = {test["setup"] for test in document["tests"]}
    subprocess.run(["bash", "-n", "-c", setup], check=True)
    for word in setup.split():
        if word.startswith(".github/"):
            assert list(repository.glob(word)), word


def test_a_file_that_is_there_is_kept_and_that_is_said(repository: Path, course: Course) -> None:
    mine = repository / ".github" / "workflows" / "ch4.yml"
    mine.write_text("name: mine\n", encoding="utf-8")
    done = ch4("export", "github", cwd=repository, course=course)
    assert done.returncode == 1
    assert done.stdout == "kept .github/workflows/ch4.yml, which is another than ch4 would write\n"
    assert mine.read_text(encoding="utf-8") == "name: mine\n"
    done = ch4("export", "github", str(repository), "--replace", cwd=repository.parent, course=course)
    assert (done.returncode, done.stdout) == (0, f"replaced {mine}\n")
    assert "ch4 check all" in mine.read_text(encoding="utf-8")


def test_exported_again_nothing_is_written(repository: Path, course: Course) -> None:
    done = ch4("export", "github", cwd=repository, course=course)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# -- ch4 check ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in ("terminal", "github")])
def test_a_check_can_be_had_in_every_format(
    repository: Path, course: Course, format_: str, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    words = ("check", "1", "--answers", "exercises", "--format", format_, "--output", str(out))
    done = ch4(*words, cwd=repository, course=course)
    assert done.returncode == 0, done.stderr
    assert "Twice" in out.read_text(encoding="utf-8")


@pytest.mark.slow
def test_exercism_shows_the_code_of_the_test(repository: Path, course: Course) -> None:
    done = ch4("check", "2", "--format", "exercism", cwd=repository, course=course)
    (test,) = json.loads(done.stdout)["tests"]
    assert test["test_code"] == "expect(answer.double(3)).equals(6)"


@pytest.mark.parametrize("name", ["report", "report.pdf"])
def test_a_further_report_needs_an_ending_that_says_its_format(
    repository: Path, course: Course, name: str
) -> None:
    done = ch4("check", "1", "--also", name, cwd=repository, course=course)
    assert done.returncode == 2
    assert done.stderr == f"ch4: --also {name} names no format: end it in .json, .html, .md or .xml\n"
