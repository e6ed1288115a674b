"""`ch4 check` as people and CI jobs run it: words in, a report and an exit code out."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pexpect
import psutil
import pytest
from factories import GRADER, SOLUTION, a_course, a_question, ch4, ch4_environment

from ch4.course import Address, Course
from ch4.report import from_json, schema
from ch4.workspace import Workspace

WRONG = "def double(n):\n    return n + 2\n"
LOOP = "def double(n):\n    while True:\n        pass\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return a_course(tmp_path, a_question("q01"), a_question("q02"), a_question("r1"))


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    """One answer is right, one is wrong, one is still the stub."""
    workspace = Workspace.create(tmp_path / "mine", course)
    for address, answer in (("q01", SOLUTION), ("q02", WRONG)):
        write(workspace, course, address, answer)
    return workspace


def write(workspace: Workspace, course: Course, address: str, answer: str) -> None:
    workspace.answer(course.question(Address(address))).write_text(answer)


def report_of(text: str) -> dict[str, str]:
    """Verdicts by address, of a report that keeps to its schema."""
    report = json.loads(text)
    jsonschema.validate(report, schema())
    return {question["address"]: question["verdict"] for question in report["questions"]}


# -- what is checked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        (("question 1",), ["q01"]),
        (("research", "1"), ["r1"]),
        (("1-2",), ["q01", "q02"]),
        (("all",), ["q01", "q02", "r1"]),
        ((), ["q01", "q02", "r1"]),
    ],
)
def test_what_is_named_is_checked(
    workspace: Workspace, course: Course, words: tuple[str, ...], addresses: list[str]
) -> None:
    done = ch4("check", *words, "--format", "json", cwd=workspace.root, course=course)
    assert list(report_of(done.stdout)) == addresses


def test_without_an_address_what_has_passed_is_left_out(workspace: Workspace, course: Course) -> None:
    ch4("check", "all", cwd=workspace.root, course=course)
    done = ch4("check", "--format", "json", cwd=workspace.root, course=course)
    assert report_of(done.stdout) == {"q02": "fail", "r1": "todo"}


def test_once_everything_has_passed_there_is_nothing_left_to_check(
    workspace: Workspace, course: Course
) -> None:
    for address in ("q02", "r1"):
        write(workspace, course, address, SOLUTION)
    assert ch4("check", cwd=workspace.root, course=course).returncode == 0
    again = ch4("check", cwd=workspace.root, course=course)
    assert again.stdout == "Everything has passed. `ch4 check all` checks it once more.\n"
    assert again.returncode == 0
    as_json = ch4("check", "--format", "json", cwd=workspace.root, course=course)
    assert report_of(as_json.stdout) == {}


@pytest.mark.parametrize(("address", "code"), [("1", 0), ("2", 1), ("research 1", 1), ("all", 1), ("9", 2)])
def test_the_exit_code_says_whether_all_is_right(
    workspace: Workspace, course: Course, address: str, code: int
) -> None:
    done = ch4("check", address, cwd=workspace.root, course=course)
    assert done.returncode == code
    if code == 2:
        assert done.stderr.startswith("ch4: there is no question 9")


@pytest.mark.parametrize("inside", ["", "exercises"])
def test_answers_can_lie_in_another_folder(tmp_path: Path, course: Course, inside: str) -> None:
    folder = tmp_path / "theirs" / inside
    folder.mkdir(parents=True)
    (folder / "q01_double.py").write_text(SOLUTION)
    done = ch4("check", "1-2", "--answers", "theirs", "--format", "json", cwd=tmp_path, course=course)
    assert report_of(done.stdout) == {"q01": "pass", "q02": "error"}
    assert [question.file for question in from_json(done.stdout.encode()).questions] == [
        str(Path("theirs", inside, "q01_double.py")),
        str(Path("theirs", "q02_double.py")),
    ]


def test_answers_from_another_folder_leave_no_trace_in_the_workspace(
    workspace: Workspace, course: Course
) -> None:
    ch4("check", "--answers", str(course.root / "solutions"), cwd=workspace.root, course=course)
    assert workspace.standings() == {}


def test_a_folder_of_answers_that_is_not_there_is_wrong_usage(tmp_path: Path, course: Course) -> None:
    done = ch4("check", "--answers", "nowhere", cwd=tmp_path, course=course)
    assert (done.returncode, done.stderr) == (
        2,
        "ch4: --answers: nowhere is no folder: name one that holds answer files\n",
    )


def test_outside_a_workspace_it_is_said_how_to_make_one(tmp_path: Path, course: Course) -> None:
    done = ch4("check", cwd=tmp_path, course=course)
    assert done.returncode == 2
    assert done.stderr.endswith("make one with `ch4 init`\n")


def test_each_attempt_is_kept(workspace: Workspace, course: Course) -> None:
    ch4("check", "all", cwd=workspace.root, course=course)
    standings = workspace.standings()
    assert {address: standing.verdict.value for address, standing in standings.items()} == {
        "q01": "pass",
        "q02": "fail",
        "r1": "todo",
    }


def test_an_answer_that_rewrites_itself_is_kept_as_it_was_judged(
    workspace: Workspace, course: Course
) -> None:
    import hashlib

    answer = "open(__file__, 'w').write('gone')\n" + SOLUTION
    write(workspace, course, "q01", answer)
    ch4("check", "1", cwd=workspace.root, course=course)
    (attempt,) = workspace.attempts(Address("q01"))
    assert attempt.sha256 == hashlib.sha256(answer.encode()).hexdigest()


def test_a_course_can_be_named_from_where_one_is(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "1", "--course", "../course", "--format", "json", cwd=workspace.root)
    assert report_of(done.stdout) == {"q01": "pass"}


def test_a_reader_that_leaves_ends_the_check_in_silence(workspace: Workspace, course: Course) -> None:
    command = f"{sys.executable} -m ch4 check all | true"
    done = subprocess.run(
        command, shell=True, cwd=workspace.root, env=ch4_environment(course), capture_output=True, check=False
    )
    assert done.stderr == b""


# -- formats -----------------------------------------------------------------------------------------------


def test_at_a_terminal_each_verdict_is_a_line(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "all", cwd=workspace.root, course=course)
    verdicts = [line.split()[:5] for line in done.stdout.splitlines() if "/1 " in line]
    assert verdicts == [
        ["✓", "pass", "1/1", "question", "1"],
        ["✗", "fail", "0/1", "question", "2"],
        ["·", "todo", "0/1", "research", "1"],
    ]
    assert "5 where 6 was asked" in done.stdout
    assert done.stderr == ""


def test_no_color_is_honoured(workspace: Workspace, course: Course) -> None:
    coloured = ch4("check", "2", cwd=workspace.root, course=course, FORCE_COLOR="1")
    plain = ch4("check", "2", cwd=workspace.root, course=course, FORCE_COLOR="1", NO_COLOR="1")
    colour = re.compile(r"\x1b\[([0-9;]*;)?[349][0-7][;m]")
    assert colour.search(coloured.stdout)
    assert not colour.search(plain.stdout)


def test_a_log_gets_no_progress_bar_though_it_wants_colour(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "2", cwd=workspace.root, course=course, FORCE_COLOR="1")
    assert "checking" not in done.stdout + done.stderr


def test_json_is_alone_on_stdout_whatever_prints(tmp_path: Path) -> None:
    grader = GRADER.replace("    expect(", '    print("grader")\n    expect(', 1) + '\nprint("grader too")\n'
    course = a_course(tmp_path, a_question(grader=grader, stub="print('answer')\n" + SOLUTION))
    workspace = Workspace.create(tmp_path / "mine", course)
    done = ch4("check", "--format", "json", cwd=workspace.root, course=course)
    assert report_of(done.stdout) == {"q01": "pass"}
    assert from_json(done.stdout.encode()).questions[0].output == "answer\n"
    assert done.stderr == ""


def test_junit_is_xml(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "all", "--format", "junit", cwd=workspace.root, course=course)
    assert len(list(ElementTree.fromstring(done.stdout).iter("testcase"))) == 3


def test_markdown_is_a_table(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "all", "--format", "markdown", cwd=workspace.root, course=course)
    assert "question 2" in done.stdout
    assert "|" in done.stdout


def test_github_gets_annotations_and_a_summary(workspace: Workspace, course: Course, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = ch4(
        "check", "all", "--format", "github", cwd=workspace.root, course=course,
        GITHUB_STEP_SUMMARY=str(summary), GITHUB_WORKSPACE=str(tmp_path),
    )  # fmt: skip
    assert "::error file=mine/exercises/q02_double.py,line=1," in done.stdout
    assert summary.read_text().startswith("before\n")
    assert "question 2" in summary.read_text()
    assert done.returncode == 1


def test_a_summary_that_cannot_be_written_is_said_in_a_line(workspace: Workspace, course: Course) -> None:
    done = ch4(
        "check", "--format", "github", cwd=workspace.root, course=course, GITHUB_STEP_SUMMARY="/nowhere/x"
    )
    assert done.returncode == 3
    assert done.stderr.startswith("ch4: /nowhere/x cannot be written")
    assert done.stderr.count("\n") == 1


# -- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["json", "terminal"])
def test_a_report_can_go_to_a_file(workspace: Workspace, course: Course, format_: str) -> None:
    output = workspace.root / "report.txt"
    output.write_text("old")
    done = ch4(
        "check", "all", "--format", format_, "--output", "report.txt", cwd=workspace.root, course=course
    )
    assert done.stdout == ""
    assert done.stderr == "wrote report.txt\n"
    assert "q02" in output.read_text() or "question 2" in output.read_text()
    assert [path.name for path in workspace.root.iterdir() if path.name.startswith(".report")] == []


def test_an_output_that_has_no_folder_is_said_before_anything_is_checked(
    workspace: Workspace, course: Course
) -> None:
    done = ch4("check", "--output", "nowhere/report.json", cwd=workspace.root, course=course)
    assert done.returncode == 3
    assert done.stderr == (
        f"ch4: there is no folder {workspace.root / 'nowhere'}: make it, or name another --output\n"
    )
    assert workspace.standings() == {}


def test_the_null_device_is_written_into_and_stays_what_it_is(workspace: Workspace, course: Course) -> None:
    done = ch4("check", "1", "--format", "json", "--output", os.devnull, cwd=workspace.root, course=course)
    assert done.returncode == 0
    assert not Path(os.devnull).is_file()


def test_a_workspace_that_cannot_be_written_still_shows_its_verdicts(
    workspace: Workspace, course: Course
) -> None:
    (workspace.root / ".ch4" / "progress.sqlite").write_text("this is no database")
    done = ch4("check", "all", "--format", "json", cwd=workspace.root, course=course)
    assert report_of(done.stdout) == {"q01": "pass", "q02": "fail", "r1": "todo"}
    assert done.returncode == 3
    assert done.stderr.startswith("ch4: your progress could not be kept: ")
    assert done.stderr.count("\n") == 1


# -- options -----------------------------------------------------------------------------------------------


def test_the_seed_and_the_device_are_in_the_report(workspace: Workspace, course: Course) -> None:
    done = ch4(
        "check", "--seed", "7", "--device", "cpu", "--format", "json", cwd=workspace.root, course=course
    )
    report = from_json(done.stdout.encode())
    assert (report.seed, report.device) == (7, "cpu")


@pytest.mark.slow
def test_a_gpu_that_is_not_there_is_said_in_a_line(workspace: Workspace, course: Course) -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    done = ch4("check", "--device", "cuda", cwd=workspace.root, course=course)
    assert done.returncode == 3
    assert done.stderr == ("ch4: there is no cuda device here: take --device cpu, or see `ch4 doctor`\n")


def test_a_broken_grader_is_said_in_a_line(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question(grader="def test_it(answer)\n"))
    workspace = Workspace.create(tmp_path / "mine", course)
    done = ch4("check", cwd=workspace.root, course=course)
    assert done.returncode == 3
    assert done.stderr == (
        f"ch4: {course.root}/graders/test_q01_double.py:1: SyntaxError: expected ':': mend the grader\n"
    )


def test_the_timeout_bounds_each_criterion(workspace: Workspace, course: Course) -> None:
    write(workspace, course, "q01", LOOP)
    done = ch4("check", "1", "--timeout", "0.2", "--format", "json", cwd=workspace.root, course=course)
    assert report_of(done.stdout) == {"q01": "timeout"}
    assert "no answer after 0.2 seconds: it was stuck on line" in done.stdout


def test_secrets_of_the_environment_do_not_reach_an_answer(workspace: Workspace, course: Course) -> None:
    write(workspace, course, "q01", "import os\nprint(dict(os.environ))\n" + SOLUTION)
    done = ch4(
        "check", "1", "--format", "json", cwd=workspace.root, course=course,
        MY_API_TOKEN="hunter2", GITHUB_TOKEN="hunter2", DATABASE_URL="postgres://u:hunter2@h/d",
    )  # fmt: skip
    assert "PATH" in from_json(done.stdout.encode()).questions[0].output
    assert "hunter2" not in done.stdout + done.stderr


# -- answers that do their worst, and users who have had enough --------------------------------------------

HOSTILE = {
    "q01": ("pass", SOLUTION),
    "q02": ("timeout", LOOP),
    "q03": ("error", "import ctypes\ndef double(n):\n    ctypes.string_at(0)\n"),
    "q04": ("error", "import os\ndef double(n):\n    os._exit(0)\n"),
    "q05": ("error", "import sys\ndef double(n):\n    sys.exit(0)\n"),
    "q06": (
        "pass",
        "def double(n):\n    for _ in range(1024):\n        print('x' * 2**20)\n    return 2 * n\n",
    ),
    "q07": ("error", "def double(n)\n    return 2 * n\n"),
    "q08": ("error", None),
    "q09": ("timeout", "while True: pass\n"),
    "q10": ("error", "import os\nos.kill(os.getpid(), 9)\n"),
    "q11": ("pass", "import subprocess\nsubprocess.Popen(['sleep', '98765'])\n" + SOLUTION),
    "q12": ("fail", "def double(n):\n    return 10 ** 5000\n"),
    "q13": ("pass", SOLUTION),
}


def left_running(marker: str) -> list[psutil.Process]:
    """Processes that belong to a check: workers, fork servers, and what they started."""
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if marker in words or process.environ().get("TMPDIR") == marker:
                found.append(process)
        except psutil.Error:
            continue
    return found


def soon_nothing_is_left(marker: str) -> bool:
    deadline = time.monotonic() + 5
    while left_running(marker):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_a_hostile_answer_costs_its_own_question_and_nothing_else(tmp_path: Path) -> None:
    course = a_course(tmp_path, *(a_question(address) for address in HOSTILE), seconds=8)
    workspace = Workspace.create(tmp_path / "mine", course)
    for address, (_, answer) in HOSTILE.items():
        if answer is None:
            workspace.answer(course.question(Address(address))).unlink()
        else:
            write(workspace, course, address, answer)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = ch4("check", "all", "--format", "json", cwd=workspace.root, course=course, TMPDIR=str(scratch))
    assert report_of(done.stdout) == {address: verdict for address, (verdict, _) in HOSTILE.items()}
    assert done.returncode == 1
    assert done.stderr == ""
    assert soon_nothing_is_left(str(scratch))
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_an_interrupt_keeps_what_was_finished_and_leaves_nothing_running(
    workspace: Workspace, course: Course, tmp_path: Path
) -> None:
    write(workspace, course, "r1", "print('begun', flush=True)\n" + LOOP)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "ch4", "check", "all", "--timeout", "60"],
        cwd=str(workspace.root),
        env=ch4_environment(course) | {"TMPDIR": str(scratch), "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect("question 2")
    time.sleep(0.5)
    terminal.sendintr()
    terminal.expect("interrupted; what was finished is kept")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert {str(address) for address in workspace.standings()} == {"q01", "q02"}
    assert soon_nothing_is_left(str(scratch))
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_a_check_that_is_killed_leaves_nothing_running(
    workspace: Workspace, course: Course, tmp_path: Path
) -> None:
    write(workspace, course, "q01", LOOP)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "ch4", "check", "all", "--timeout", "60"],
        cwd=workspace.root,
        env=ch4_environment(course) | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while len(left_running(str(scratch))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert soon_nothing_is_left(str(scratch))
