"""`ch4 init`, `show`, `hint`, `solution`, `reset`, `status` and `next`, as a learner runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest
from factories import SOLUTION, STUB, a_course, a_question, a_result, ch4, ch4_environment

from ch4.course import Course
from ch4.report import Verdict
from ch4.workspace import Workspace

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
PROMPT = '''"""Twice a number.

This sentence is long enough that it has to be broken somewhere in a terminal of eighty columns, and it is.

    double(3)     → 6
"""
raise SystemExit("was run")
'''

Learn = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return a_course(
        tmp_path,
        a_question("q01", stub=PROMPT, hints=("Add it to itself.", "Or use `*`.")),
        a_question("q02", title="Thrice a number"),
        a_question("q03", title="In words", section="Words", code=False, stub=None),
        a_question("r1", title="All numbers", section="Words", points=2),
    )


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return Workspace.create(tmp_path / "mine", course)


@pytest.fixture
def learn(workspace: Workspace, course: Course) -> Learn:
    """`ch4` in the workspace; what it printed is checked to be no traceback."""

    def run(*words: str, cwd: Path = workspace.root, **environment: str) -> subprocess.CompletedProcess[str]:
        done = ch4(*words, cwd=cwd, course=course, **environment)
        assert "Traceback" not in done.stderr
        return done

    return run


def refusal(done: subprocess.CompletedProcess[str], exit_code: int) -> str:
    """The one line that a command which could not do its work says."""
    assert done.returncode == exit_code
    assert done.stdout == ""
    assert done.stderr.startswith("ch4: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_init_makes_a_workspace_here_and_says_what_comes_next(tmp_path: Path, course: Course) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    done = ch4("init", cwd=folder, course=course)
    assert done.returncode == 0
    assert "3 files to edit" in done.stdout
    assert done.stdout.rstrip().endswith("ch4 next")
    assert (folder / "exercises" / "q02_double.py").read_text() == STUB


def test_init_makes_the_folder_that_is_named(tmp_path: Path, course: Course) -> None:
    done = ch4("init", "a folder/deep", cwd=tmp_path, course=course)
    assert "cd 'a folder/deep' && ch4 next" in done.stdout
    assert (tmp_path / "a folder" / "deep" / "exercises" / "q02_double.py").exists()


def test_init_again_says_which_answers_it_kept(workspace: Workspace, learn: Learn, course: Course) -> None:
    workspace.answer(course.questions[0]).write_text("mine")
    workspace.answer(course.questions[1]).unlink()
    done = learn("init")
    assert "1 file to edit" in done.stdout
    assert "untouched: q01, r1" in done.stdout
    assert workspace.answer(course.questions[0]).read_text() == "mine"
    assert "complete" in learn("init").stdout


def test_init_names_the_course_that_was_named(tmp_path: Path, course: Course) -> None:
    done = ch4("init", "new", "--course", str(course.root), cwd=tmp_path)
    assert f"ch4 next --course {course.root}" in done.stdout


def test_init_in_the_courses_own_folder_says_that_it_is_a_workspace(course: Course) -> None:
    before = sorted(course.root.rglob("*"))
    done = ch4("init", cwd=course.root)
    assert done.returncode == 0
    assert "a workspace already" in done.stdout
    assert sorted(course.root.rglob("*")) == before


def test_init_without_a_name_does_not_litter_the_home_folder(tmp_path: Path, course: Course) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert "name a folder" in refusal(ch4("init", cwd=home, course=course, HOME=str(home)), 2)
    assert list(home.iterdir()) == []
    assert ch4("init", ".", cwd=home, course=course, HOME=str(home)).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="a drive's root is another matter")
def test_init_without_a_name_does_not_litter_the_root(course: Course) -> None:
    assert "name a folder" in refusal(ch4("init", cwd=Path("/"), course=course), 2)


def test_init_inside_a_workspace_does_not_nest_another_by_oversight(
    workspace: Workspace, learn: Learn
) -> None:
    inside = workspace.root / "exercises"
    assert str(workspace.root) in refusal(learn("init", cwd=inside), 2)
    assert str(workspace.root) in refusal(learn("init", "exercises"), 2)
    assert not (inside / ".ch4").exists()


def test_init_where_no_folder_can_be_made_says_so(tmp_path: Path, course: Course) -> None:
    (tmp_path / "file").touch()
    assert "cannot be used" in refusal(ch4("init", "file/new", cwd=tmp_path, course=course), 3)
    assert "cannot be used" in refusal(ch4("init", "file", cwd=tmp_path, course=course), 3)


def test_show_says_what_is_asked_where_to_answer_and_how_to_go_on(learn: Learn) -> None:
    said = learn("show", "question", "1").stdout
    assert "question 1  Twice a number\nNumbers\n" in said
    assert "      double(3)     → 6\n" in said
    assert "exercises/q01_double.py" in said
    assert "not tried" in said
    assert "ch4 hint question 1" in said
    assert "ch4 check question 1" in said
    assert "was run" not in said


def test_show_fits_eighty_columns_and_leaves_no_blanks_at_line_ends(learn: Learn) -> None:
    lines = learn("show", "1").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line != line.rstrip()] == []


def test_show_tells_what_the_last_check_said(workspace: Workspace, learn: Learn) -> None:
    workspace.record(a_result("q01", Verdict.FAIL, message="It was 5."), NOON)
    said = learn("show", "1").stdout
    assert "✗ fail" in said
    assert "1 check" in said
    assert "It was 5." in said
    workspace.record(a_result("q01", Verdict.PASS), NOON)
    said = learn("show", "1").stdout
    assert "✓ pass" in said
    assert "ch4 next" in said


def test_show_of_a_question_in_words_points_to_the_quiz(learn: Learn) -> None:
    said = learn("show", "3").stdout
    assert "ch4 quiz question 3" in said
    assert "exercises/" not in said


def test_show_takes_the_prompt_from_the_course_and_not_from_the_answer(
    workspace: Workspace, learn: Learn, course: Course
) -> None:
    workspace.answer(course.questions[0]).write_text('"""Mine."""')
    said = learn("show", "1").stdout
    assert "This sentence is long" in said
    assert "Mine" not in said


def test_hints_come_one_more_at_a_time(learn: Learn) -> None:
    first, second, third = (learn("hint", "1").stdout for _ in range(3))
    assert "hint 1 of 2" in first
    assert "hint 2 of 2" not in first
    assert "ch4 hint question 1" in first
    for said in (second, third):
        assert "hint 1 of 2\n  Add it to itself." in said
        assert "hint 2 of 2\n  Or use `*`." in said
        assert "ch4 solution question 1" in said


def test_a_question_without_hints_says_so(learn: Learn) -> None:
    assert "has no hints" in learn("hint", "2").stdout


def test_a_solution_is_kept_back_from_who_cannot_be_asked(learn: Learn) -> None:
    assert "say --yes" in refusal(learn("solution", "1"), 2)


def test_a_solution_is_printed_as_it_is_into_a_pipe(learn: Learn) -> None:
    assert learn("solution", "1", "--yes").stdout == SOLUTION


def test_a_solution_is_free_once_the_question_has_passed(workspace: Workspace, learn: Learn) -> None:
    workspace.record(a_result("q01", Verdict.NIT), NOON)
    workspace.record(a_result("q01", Verdict.FAIL), NOON)
    assert learn("solution", "1").stdout == SOLUTION


def test_with_yes_a_solution_needs_no_workspace(tmp_path: Path, course: Course) -> None:
    assert ch4("solution", "1", "--yes", cwd=tmp_path, course=course).stdout == SOLUTION


def test_a_solution_that_is_missing_is_the_courses_fault(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question(solution=None))
    assert "q01_double.py cannot be read" in refusal(ch4("solution", "1", "--yes", cwd=course.root), 3)


def at_a_terminal(workspace: Workspace, course: Course, *words: str, **environment: str) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable,
        ["-m", "ch4", *words],
        cwd=str(workspace.root),
        env=ch4_environment(course) | {"TERM": "xterm-256color"} | environment,
        encoding="utf-8",
        timeout=30,
    )


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_at_a_terminal_a_solution_asks_first(workspace: Workspace, course: Course) -> None:
    terminal = at_a_terminal(workspace, course, "solution", "1")
    terminal.expect("has not passed yet. Show its solution")
    terminal.sendline("n")
    terminal.expect("ch4 hint question 1")
    terminal.expect(pexpect.EOF)
    assert "return" not in terminal.before
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_at_a_terminal_a_solution_is_coloured_unless_no_color_is_set(
    workspace: Workspace, course: Course
) -> None:
    for environment, has_colour in (({}, True), ({"NO_COLOR": "1"}, False)):
        terminal = at_a_terminal(workspace, course, "solution", "1", **environment)
        terminal.expect("Show its solution")
        terminal.sendline("y")
        terminal.expect("double")
        terminal.expect(pexpect.EOF)
        assert ("\x1b[" in terminal.before) is has_colour
        terminal.close()
        assert terminal.exitstatus == 0


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_ctrl_c_at_the_question_ends_with_130(workspace: Workspace, course: Course) -> None:
    terminal = at_a_terminal(workspace, course, "solution", "1")
    terminal.expect("Show its solution")
    terminal.sendintr()
    terminal.expect("interrupted")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130


def test_reset_says_where_the_answer_is_kept(workspace: Workspace, learn: Learn, course: Course) -> None:
    path = workspace.answer(course.questions[1])
    path.write_text("mine")
    done = learn("reset", "2")
    (backup,) = (workspace.root / ".ch4" / "backups").iterdir()
    assert backup.read_text() == "mine"
    assert str(backup.relative_to(workspace.root)) in done.stdout
    assert path.read_text() == STUB
    assert "no answer of yours to keep" in learn("reset", "2").stdout


def test_an_answer_that_was_deleted_comes_back_with_reset(
    workspace: Workspace, learn: Learn, course: Course
) -> None:
    workspace.answer(course.questions[1]).unlink()
    assert "not there: ch4 reset question 2" in learn("show", "2").stdout
    assert learn("reset", "2").returncode == 0
    assert workspace.answer(course.questions[1]).read_text() == STUB


def test_reset_of_a_question_in_words_is_refused(learn: Learn) -> None:
    assert "answered in words" in refusal(learn("reset", "3"), 2)


def test_reset_in_the_courses_own_folder_needs_git(course: Course) -> None:
    course.stub(course.questions[0]).write_text("mine")
    assert "not to be had from git" in refusal(ch4("reset", "1", cwd=course.root), 3)


def test_status_has_each_question_with_its_verdict_attempts_and_points(
    workspace: Workspace, learn: Learn
) -> None:
    for verdict in (Verdict.FAIL, Verdict.PASS, Verdict.TIMEOUT):
        workspace.record(a_result("q01", verdict), NOON)
    workspace.record(a_result("r1", Verdict.NIT, points=2.0, max_points=2.0), NOON)
    said = learn("status").stdout
    lines = said.splitlines()
    rows = {label: next(line for line in lines if label in line) for label in ("question 1", "research 1")}
    assert rows["question 1"].split()[:5] == ["!", "timeout", "0/1", "3", "checks"]
    assert "(was right before)" in " ".join(said.split())
    assert rows["research 1"].split()[:5] == ["≈", "nit", "2/2", "1", "check"]
    assert lines.index("Numbers") < lines.index("Words")
    assert any("2 of 3 right   2/4 points" in line for line in lines)


def test_status_of_everything_right_has_a_full_bar(workspace: Workspace, learn: Learn) -> None:
    for address in ("q01", "q02", "r1"):
        workspace.record(a_result(address), NOON)
    said = learn("status").stdout
    assert "3 of 3 right" in said
    assert "░" not in said


def test_next_is_the_first_question_that_is_not_yet_right(workspace: Workspace, learn: Learn) -> None:
    said = learn("next").stdout
    assert "question 1  Twice a number" in said
    assert "you have not tried yet" in said
    assert "exercises/q01_double.py" in said
    assert "ch4 check question 1" in said
    workspace.record(a_result("q01"), NOON)
    workspace.record(a_result("q02", Verdict.FAIL, message="It was 5."), NOON)
    said = learn("next").stdout
    assert "question 2  Thrice a number" in said
    assert "It was 5." in said
    workspace.record(a_result("q02"), NOON)
    assert "research 1" in learn("next").stdout
    workspace.record(a_result("r1"), NOON)
    assert "Every question with code is right" in learn("next").stdout


def test_paths_are_said_from_where_the_learner_is(workspace: Workspace, learn: Learn) -> None:
    assert "File    q01_double.py" in learn("next", cwd=workspace.root / "exercises").stdout


@pytest.mark.parametrize("command", ["show", "hint", "solution", "reset"])
def test_a_command_for_one_question_refuses_none_several_and_unknown_ones(learn: Learn, command: str) -> None:
    assert "which question?" in refusal(learn(command), 2)
    assert "name one" in refusal(learn(command, "1", "2"), 2)
    assert "there is no question 99" in refusal(learn(command, "question", "99"), 2)
    assert "no question's address" in refusal(learn(command, "nonsense"), 2)


@pytest.mark.parametrize(
    "words", [("show", "1"), ("hint", "1"), ("solution", "1"), ("reset", "1"), ("status",), ("next",)]
)
def test_without_a_workspace_a_command_says_how_to_make_one(
    tmp_path: Path, course: Course, words: tuple[str, ...]
) -> None:
    assert "ch4 init" in refusal(ch4(*words, cwd=tmp_path, course=course), 2)


def test_a_workspace_can_be_named(tmp_path: Path, workspace: Workspace, course: Course) -> None:
    for done in (
        ch4("next", "--workspace", "mine", cwd=tmp_path, course=course),
        ch4("next", cwd=tmp_path, course=course, CH4_WORKSPACE=str(workspace.root)),
    ):
        assert "mine/exercises/q01_double.py" in done.stdout
    done = ch4("next", "--workspace", "other", cwd=tmp_path, course=course)
    assert "other is no workspace" in refusal(done, 2)


def test_a_course_that_is_named_and_is_none_is_wrong_usage(tmp_path: Path) -> None:
    assert "is no course" in refusal(ch4("next", "--course", "other", cwd=tmp_path), 2)


def test_a_broken_course_is_one_line(course: Course) -> None:
    (course.root / "course.toml").write_text("name = ")
    assert "course.toml" in refusal(ch4("next", cwd=course.root), 3)


def test_damaged_progress_is_one_line(workspace: Workspace, learn: Learn) -> None:
    (workspace.root / ".ch4" / "progress.sqlite").write_bytes(b"not a database at all" * 100)
    for words in (("status",), ("next",), ("hint", "1")):
        assert "move that file elsewhere" in refusal(learn(*words), 3)


def test_a_deleted_folder_is_one_line(tmp_path: Path, course: Course) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = (
        f"import os, sys; os.rmdir({str(gone)!r}); sys.argv = ['ch4', 'next'];"
        "from ch4.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=gone,
        env=ch4_environment(course),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the current folder is gone" in refusal(done, 3)


def test_text_that_looks_like_markup_is_text(tmp_path: Path) -> None:
    question = a_question(
        title="[red]Twice[/red]",
        hints=("[bold]Look[/bold] [/]",),
        stub='"""Not [link=x]markup[/link] [/]."""',
    )
    course = a_course(tmp_path, question, title="[b]Numbers[/b]")
    run = {
        words: ch4(*words, cwd=course.root).stdout for words in [("show", "1"), ("hint", "1"), ("status",)]
    }
    assert "[red]Twice[/red]" in run["show", "1"]
    assert "Not [link=x]markup[/link] [/]." in run["show", "1"]
    assert "[bold]Look[/bold] [/]" in run["hint", "1"]
    assert "[b]Numbers[/b]" in run["status",]


def test_terminal_sequences_in_messages_do_not_reach_the_terminal(workspace: Workspace, learn: Learn) -> None:
    workspace.record(a_result("q01", Verdict.FAIL, message="\x1b]0;title\x07\x1b[31mred"), NOON)
    for words in (("show", "1"), ("next",), ("status",)):
        assert "\x1b" not in learn(*words).stdout


def test_colours_come_when_asked_for_and_go_with_no_color(learn: Learn) -> None:
    assert "\x1b[" not in learn("status").stdout
    assert "\x1b[" in learn("status", FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[3" not in learn("status", FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_every_command_works_in_an_encoding_without_the_signs(
    workspace: Workspace, learn: Learn, encoding: str
) -> None:
    for verdict in Verdict:
        workspace.record(a_result("q01", verdict, message="It was ∞."), NOON)
        for words in (("status",), ("next",), ("show", "1")):
            assert learn(*words, PYTHONIOENCODING=encoding).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(workspace: Workspace, course: Course) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ch4", "status"],
            cwd=workspace.root,
            env=ch4_environment(course),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("ch4: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_leaves_early_hears_nothing_of_it(workspace: Workspace, course: Course) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ch4", "status"],
        cwd=workspace.root,
        env=ch4_environment(course),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_these_commands_do_not_wait_for_torch_or_pytest() -> None:
    script = (
        "import json, sys; import ch4.cli.learn, ch4.cli.progress; slow = 'torch pytest numpy pygments';"
        "print(json.dumps([name for name in slow.split() if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=ch4_environment(), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
