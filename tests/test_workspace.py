"""A learner's folder: found, made, reset; and its attempts, which nothing may lose."""

from __future__ import annotations

import hashlib
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from factories import STUB, a_course, a_question, a_result, ch4_environment
from hypothesis import given, settings
from hypothesis import strategies as st

from ch4.address import Address
from ch4.course import Course
from ch4.errors import BrokenCourse, MachineFault, NoWorkspace
from ch4.report import CriterionResult, Verdict
from ch4.workspace import Workspace

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
Q01 = Address("q01")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return a_course(tmp_path, a_question("q01"), a_question("q02"), a_question("r1"))


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return Workspace.create(tmp_path / "mine", course)


def test_a_new_workspace_has_every_stub(workspace: Workspace, course: Course) -> None:
    for question in course.questions:
        assert workspace.answer(question) == workspace.root / "exercises" / f"{question.stem}.py"
        assert workspace.answer(question).read_text() == STUB


def test_making_it_again_adds_what_is_missing_and_touches_nothing_else(
    workspace: Workspace, course: Course
) -> None:
    one, two, research = course.questions
    workspace.answer(one).write_text("mine")
    workspace.answer(two).unlink()
    stubs = workspace.add_stubs(course)
    assert (stubs.added, stubs.kept) == ((two,), (one, research))
    assert workspace.answer(one).read_text() == "mine"
    assert workspace.answer(two).read_text() == STUB


def test_a_link_that_leads_nowhere_is_not_overwritten(workspace: Workspace, course: Course) -> None:
    path = workspace.answer(course.questions[0])
    path.unlink()
    path.symlink_to("not-mounted-now/q01.py")
    workspace.add_stubs(course)
    assert path.is_symlink()


def test_a_question_answered_in_words_has_no_stub(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question("q01", code=False, stub=None), a_question("q02"))
    workspace = Workspace.create(tmp_path / "mine", course)
    assert [path.name for path in (workspace.root / "exercises").iterdir()] == ["q02_double.py"]


def test_a_course_that_lacks_a_stub_makes_no_half_workspace(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question("q01"), a_question("q02", stub=None))
    with pytest.raises(BrokenCourse, match="q02_double"):
        Workspace.create(tmp_path / "mine", course)
    assert not (tmp_path / "mine").exists()


def test_git_does_not_see_the_progress(workspace: Workspace) -> None:
    subprocess.run(["git", "init", "-q"], cwd=workspace.root, check=True)
    workspace.record(a_result(), NOON)
    listed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=workspace.root, check=True, capture_output=True, text=True
    )
    assert listed.stdout == "?? exercises/\n"


def test_a_workspace_is_found_from_inside_it(workspace: Workspace, course: Course) -> None:
    (workspace.root / "exercises" / "deep").mkdir()
    assert Workspace.find(workspace.root, course) == workspace
    assert Workspace.find(workspace.root / "exercises", course) == workspace
    assert Workspace.find(workspace.root / "exercises" / "deep", course) == workspace


def test_the_nearest_workspace_is_the_one(workspace: Workspace, course: Course) -> None:
    inner = Workspace.create(workspace.root / "inner", course)
    assert Workspace.find(inner.root / "exercises", course) == inner


def test_a_folder_with_one_answer_under_exercises_is_a_workspace(tmp_path: Path, course: Course) -> None:
    folder = tmp_path / "handed-in"
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises" / "notes.py").touch()
    with pytest.raises(NoWorkspace):
        Workspace.find(folder, course)
    (folder / "exercises" / "r1_double.py").touch()
    assert Workspace.find(folder, course).root == folder


def test_the_courses_own_folder_is_a_workspace(course: Course) -> None:
    assert Workspace.find(course.root / "graders", course).root == course.root


def test_no_workspace_is_an_error_that_says_what_to_do(tmp_path: Path, course: Course) -> None:
    with pytest.raises(NoWorkspace, match="make one with `ch4 init`") as error:
        Workspace.find(tmp_path, course)
    assert error.value.exit_code == 2


def test_a_named_folder_is_the_workspace_and_none_above_it(workspace: Workspace, course: Course) -> None:
    assert Workspace.at(workspace.root, course) == workspace
    assert Workspace.at(workspace.root / "exercises", course) == workspace
    (workspace.root / "other").mkdir()
    with pytest.raises(NoWorkspace, match="other is no workspace"):
        Workspace.at(workspace.root / "other", course)
    with pytest.raises(NoWorkspace):
        Workspace.at(workspace.root / "absent", course)


def test_answers_may_lie_flat_in_a_named_folder(tmp_path: Path, course: Course) -> None:
    folder = tmp_path / "flat"
    folder.mkdir()
    (folder / "q02_double.py").write_text("mine")
    workspace = Workspace.at(folder, course)
    one, two, _ = course.questions
    assert workspace.answer(two) == folder / "q02_double.py"
    assert workspace.answer(one) == folder / "exercises" / "q01_double.py"


def test_reset_puts_the_stub_back_and_keeps_the_answer(workspace: Workspace, course: Course) -> None:
    question = course.questions[0]
    backups = set()
    for attempt in ("first", "second"):
        workspace.answer(question).write_text(attempt)
        backup = workspace.reset(question, course)
        assert backup
        assert backup.parent == workspace.root / ".ch4" / "backups"
        assert backup.read_text() == attempt
        assert workspace.answer(question).read_text() == STUB
        backups.add(backup)
    assert len(backups) == 2


def test_reset_without_an_answer_has_nothing_to_keep(workspace: Workspace, course: Course) -> None:
    question = course.questions[0]
    assert workspace.reset(question, course) is None
    workspace.answer(question).unlink()
    assert workspace.reset(question, course) is None
    assert workspace.answer(question).read_text() == STUB


def test_reset_leaves_no_other_files_behind(workspace: Workspace, course: Course) -> None:
    workspace.answer(course.questions[0]).write_text("mine")
    before = sorted(path.name for path in (workspace.root / "exercises").iterdir())
    workspace.reset(course.questions[0], course)
    assert sorted(path.name for path in (workspace.root / "exercises").iterdir()) == before


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_in_the_courses_own_folder_the_stub_comes_from_git(tmp_path: Path, course: Course) -> None:
    # The repository's root is above the course's, as where a course is one folder of a larger project.
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "A course")
    question = course.questions[0]
    course.stub(question).write_text("mine")
    backup = Workspace(course.root).reset(question, course)
    assert backup
    assert backup.read_text() == "mine"
    assert course.stub(question).read_text() == STUB


def test_without_git_the_courses_own_folder_cannot_be_reset_and_nothing_changes(course: Course) -> None:
    question = course.questions[0]
    course.stub(question).write_text("mine")
    with pytest.raises(MachineFault, match="not to be had from git"):
        Workspace(course.root).reset(question, course)
    assert course.stub(question).read_text() == "mine"


def test_an_attempt_is_kept_whole(workspace: Workspace, course: Course) -> None:
    result = a_result("q01", Verdict.FAIL, message="It was 5.", points=0.25)
    workspace.record(result, NOON)
    (attempt,) = workspace.attempts(Q01)
    assert attempt.result == result
    assert attempt.when == NOON
    assert (attempt.verdict, attempt.points, attempt.max_points) == (Verdict.FAIL, 0.25, 1.0)
    assert attempt.sha256 == hashlib.sha256(STUB.encode()).hexdigest()


def test_an_attempt_may_say_which_bytes_were_checked(workspace: Workspace) -> None:
    workspace.record(a_result(), NOON, answer=b"as it was then")
    assert workspace.attempts(Q01)[0].sha256 == hashlib.sha256(b"as it was then").hexdigest()


def test_an_attempt_without_a_file_has_no_hash(workspace: Workspace) -> None:
    workspace.record(a_result(file="exercises/absent.py"), NOON)
    assert workspace.attempts(Q01)[0].sha256 is None


def test_times_are_kept_in_utc(workspace: Workspace) -> None:
    workspace.record(a_result(), NOON.astimezone(timezone(timedelta(hours=5, minutes=30))))
    database = sqlite3.connect(workspace.root / ".ch4" / "progress.sqlite")
    assert database.execute("SELECT at FROM attempts").fetchall() == [("2024-05-01T12:00:00Z",)]
    database.close()


@settings(deadline=None, max_examples=50)
@given(output=st.text(st.characters(exclude_categories=())), metric=st.floats())
def test_whatever_an_answer_prints_or_measures_can_be_kept(
    tmp_path_factory: pytest.TempPathFactory, output: str, metric: float
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("any"))
    criterion = CriterionResult(name="c", sentence="S.", verdict=Verdict.PASS, metrics={"loss": metric})
    workspace.record(a_result(output=output, criteria=(criterion,)), NOON)
    kept = workspace.attempts(Q01)[0].result
    assert kept.output == output.encode("utf-8", "replace").decode()
    assert kept.criteria[0].metrics == {"loss": metric if math.isfinite(metric) else None}


def test_the_latest_verdict_counts_but_a_pass_is_never_taken_back(workspace: Workspace) -> None:
    for verdict in (Verdict.TODO, Verdict.NIT, Verdict.FAIL):
        workspace.record(a_result("q01", verdict), NOON)
    workspace.record(a_result("q02", Verdict.ERROR), NOON)
    assert workspace.verdicts() == {"q01": Verdict.FAIL, "q02": Verdict.ERROR}
    assert workspace.passed() == {"q01"}
    assert workspace.standings()[Q01].attempts == 3


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["q01", "q02", "r1"]), st.sampled_from(Verdict)), max_size=12))
def test_what_was_recorded_is_what_there_is(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, Verdict]]
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("any"))
    for address, verdict in history:
        workspace.record(a_result(address, verdict), NOON)
    assert workspace.verdicts() == dict(history)
    assert workspace.passed() == {address for address, verdict in history if verdict.is_right}
    for address in ("q01", "q02", "r1"):
        verdicts = [attempt.verdict for attempt in workspace.attempts(Address(address))]
        assert verdicts == [verdict for tried, verdict in history if tried == address]


def test_hints_are_counted_by_question(workspace: Workspace) -> None:
    assert workspace.hints_shown(Q01) == 0
    assert [workspace.show_hint(Q01), workspace.show_hint(Q01)] == [1, 2]
    assert workspace.hints_shown(Q01) == 2
    assert workspace.hints_shown(Address("q02")) == 0


def test_reading_makes_no_files(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.attempts(Q01) == ()
    assert workspace.verdicts() == {}
    assert workspace.passed() == frozenset()
    assert workspace.hints_shown(Q01) == 0
    assert list(tmp_path.iterdir()) == []


RECORDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from factories import a_result

from ch4.report import Verdict
from ch4.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    workspace.record(a_result("q01", Verdict.FAIL, message=f"{sys.argv[3]} {number}"), datetime.now(UTC))
    print(f"{sys.argv[3]} {number}", flush=True)
"""


def a_recorder(workspace: Workspace, amount: int, name: str) -> subprocess.Popen[str]:
    """A process that records attempts, and prints a line for each one that is kept."""
    environment = ch4_environment()
    environment["PYTHONPATH"] += os.pathsep + str(Path(__file__).parent)
    return subprocess.Popen(
        [sys.executable, "-c", RECORDER, str(workspace.root), str(amount), name],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def recorded(workspace: Workspace) -> list[str]:
    return [attempt.result.criteria[0].message for attempt in workspace.attempts(Q01)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_any_moment_loses_no_attempt_that_was_acknowledged(workspace: Workspace) -> None:
    acknowledged: list[str] = []
    rounds = 8
    for number in range(rounds):
        with a_recorder(workspace, 1_000_000, f"round {number}") as process:
            assert process.stdout
            acknowledged.append(process.stdout.readline().strip())
            time.sleep(random.uniform(0, 0.15))
            process.kill()
            # The last line may be cut short by the kill: then it was not acknowledged.
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
        kept = recorded(workspace)
        assert set(acknowledged) <= set(kept)
        assert len(kept) == len(set(kept)) <= len(acknowledged) + number + 1
    assert len(acknowledged) > rounds


def test_processes_that_record_at_once_lose_nothing(workspace: Workspace) -> None:
    processes = [a_recorder(workspace, 20, f"process {number}") for number in range(4)]
    acknowledged = [line.strip() for process in processes for line in process.communicate()[0].splitlines()]
    assert len(acknowledged) == 80
    assert sorted(recorded(workspace)) == sorted(acknowledged)


def test_recording_waits_for_another_that_writes(workspace: Workspace) -> None:
    workspace.record(a_result(), NOON)
    other = sqlite3.connect(
        workspace.root / ".ch4" / "progress.sqlite", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    release.start()
    workspace.record(a_result(), NOON)
    release.join()
    other.close()
    assert len(workspace.attempts(Q01)) == 2


def what_every_use_says(workspace: Workspace) -> list[str]:
    said = []
    for use in (
        workspace.verdicts,
        workspace.passed,
        lambda: workspace.attempts(Q01),
        lambda: workspace.hints_shown(Q01),
        lambda: workspace.show_hint(Q01),
        lambda: workspace.record(a_result(), NOON),
    ):
        with pytest.raises(MachineFault) as fault:
            use()
        said.append(str(fault.value))
    return said


def test_a_file_that_is_no_database_is_reported_and_left_alone(workspace: Workspace) -> None:
    path = workspace.root / ".ch4" / "progress.sqlite"
    path.write_bytes(b"this is not a database, and long enough to be seen as none" * 30)
    before = path.read_bytes()
    for said in what_every_use_says(workspace):
        assert f"{path} is damaged" in said
        assert "move that file elsewhere" in said
    assert path.read_bytes() == before


def test_a_database_that_was_overwritten_in_the_middle_is_reported(workspace: Workspace) -> None:
    for _ in range(30):
        workspace.record(a_result(message="x" * 3000), NOON)
    path = workspace.root / ".ch4" / "progress.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(MachineFault, match="move that file elsewhere"):
        workspace.attempts(Q01)


def test_a_database_of_a_later_version_is_reported_and_left_alone(workspace: Workspace) -> None:
    workspace.record(a_result(), NOON)
    path = workspace.root / ".ch4" / "progress.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 7")
    database.close()
    before = path.read_bytes()
    for said in what_every_use_says(workspace):
        assert "has format 7" in said
        assert "update ch4" in said
    assert path.read_bytes() == before


def test_an_empty_database_is_one_without_attempts(workspace: Workspace) -> None:
    # As after a kill between the file's making and its first write.
    (workspace.root / ".ch4" / "progress.sqlite").touch()
    assert workspace.verdicts() == {}
    workspace.record(a_result(), NOON)
    assert workspace.passed() == {"q01"}


def test_where_no_folder_can_be_made_it_says_so(tmp_path: Path, course: Course) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineFault, match="cannot be used") as fault:
        Workspace.create(tmp_path / "file" / "mine", course)
    assert fault.value.exit_code == 3


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write to")
def test_where_nothing_can_be_written_progress_says_so_and_reading_works(course: Course) -> None:
    workspace = Workspace(Path("/proc/self"))
    assert workspace.verdicts() == {}
    for write in (lambda: workspace.record(a_result(), NOON), lambda: workspace.show_hint(Q01)):
        with pytest.raises(MachineFault, match="see to its rights"):
            write()
    with pytest.raises(MachineFault):
        workspace.reset(course.questions[0], course)
