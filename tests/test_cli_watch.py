"""`ch4 watch` in a real terminal: a saved answer is checked at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest
from factories import a_course, a_question, ch4_environment

from ch4.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def workspace(tmp_path: Path) -> tuple[Workspace, pexpect.spawn]:
    course = a_course(tmp_path, a_question("q01"), a_question("q02", slug="twice"))
    workspace = Workspace.create(tmp_path / "learner", course)
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "ch4", "watch", "--workspace", str(workspace.root)],
        env=ch4_environment(course) | {"NO_COLOR": "1", "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
    )
    yield workspace, terminal
    terminal.close(force=True)


def test_a_saved_answer_is_checked_and_only_that_one(workspace):
    folder, terminal = workspace
    terminal.expect("Ctrl-C ends it")
    (folder.root / "exercises" / "q02_twice.py").write_text("def double(n):\n    return n + n\n")
    terminal.expect("pass.*question 2")
    assert "question 1" not in terminal.before
    assert folder.passed() == {"q02"}


def test_each_save_is_checked_again_until_ctrl_c(workspace):
    folder, terminal = workspace
    terminal.expect("Ctrl-C ends it")
    answer = folder.root / "exercises" / "q01_double.py"
    answer.write_text("def double(n):\n    return n\n")
    terminal.expect("fail.*question 1")
    answer.write_text("def double(n):\n    return 2 * n\n")
    terminal.expect("pass.*question 1")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
