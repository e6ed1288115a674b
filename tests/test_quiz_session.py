"""The quiz at a real pseudo-terminal, keys in and a screen out."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pexpect
import pytest
from factories import QUIZ, a_course, a_question, ch4, ch4_environment

from ch4.course import Course
from ch4.quizzing.memory import Memory
from ch4.workspace import Workspace

KEYS = {
    "q01.open": ["It multiplies by two with *"],
    "q01.twice_four": ["eight"],
    "q01.even": ["two", "ten"],
    "q01.bigger": ["false", "it is smaller for negative numbers"],
    "q01.steps": ["one", "two", "four"],
    "q01.doubles": ["two", "four", "ten"],
    "q01.twice_half": ["1"],
    "q01.prints": ["[1, 2, 1, 2]"],
    "q01.bug": ["2"],
    "q01.gap": ["n + n"],
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return a_course(tmp_path, a_question(quiz=QUIZ), a_question("q02", quiz=QUIZ))


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return Workspace.create(tmp_path / "work", course)


_TERMINAL = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}


class Terminal:
    """A quiz at a terminal of 80 columns; what it shows is kept without control sequences."""

    def __init__(self, course: Course, workspace: Workspace, *words: str, **environment: str) -> None:
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "ch4", "quiz", *words],
            cwd=str(workspace.root),
            env=ch4_environment(course) | _TERMINAL | environment,
            dimensions=(50, 80),
            encoding="utf-8",
            timeout=20,
        )
        self.raw = ""
        self._read = 0  # of its plain text

    def until(self, text: str) -> str:
        """What came since the last time, until this text is there."""
        while (found := plain(self.raw).find(text, self._read)) < 0:
            try:
                self.raw += self.process.read_nonblocking(4096, timeout=20)
            except (pexpect.EOF, pexpect.TIMEOUT) as error:
                raise AssertionError(
                    f"{text!r} did not come, but: {plain(self.raw)[self._read :]}"
                ) from error
        start, self._read = self._read, found + len(text)
        return plain(self.raw)[start : self._read]

    def type(self, line: str) -> None:
        self.process.send(line + "\r")

    def end(self) -> tuple[str, int]:
        """The rest, and the exit code."""
        self.process.expect(pexpect.EOF)
        self.raw += self.process.before
        self.process.close()
        code = self.process.exitstatus
        return plain(self.raw)[self._read :], -1 if code is None else code


def plain(text: str) -> str:
    return re.sub(r"\x1b(\[[0-9;?]*([a-zA-Z]|$)|[()][A-Z0-9]|[=>]|$)|\r", "", text)


def numbers_of(texts: list[str], screen: str) -> str:
    """The numbers that stand before these choices on the screen."""
    return " ".join(re.findall(rf"^\s+(\d)\s+{re.escape(text)}$", screen, re.MULTILINE)[-1] for text in texts)


def give_right_answers(terminal: Terminal, count: int) -> None:
    names = iter(list(KEYS) * 2)
    for place in range(1, count + 1):
        keys = KEYS[next(names)]
        terminal.until(f"{place} of ")
        shown = terminal.until(" >")
        if any(prompt in shown for prompt in ("Your choice", "All that", "right order", "right sides")):
            terminal.type(numbers_of(keys, shown))
        elif "true or false" in shown:
            terminal.type("f")
            terminal.type(numbers_of(keys[1:], terminal.until("Because")))
        else:
            terminal.type(keys[0])
        assert "right" in terminal.until("Enter goes on")
        terminal.until(" >")
        terminal.type("")


@pytest.mark.slow
def test_a_session_asks_every_kind_and_keeps_every_answer(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--seed", "3")
    give_right_answers(terminal, 10)
    end, code = terminal.end()
    assert code == 0
    assert "10 right" in end
    assert "ch4 quiz --due" in end
    memory = Memory(workspace.database)
    assert set(memory.latest().values()) == {"right"}
    assert memory.latest().keys() == KEYS.keys()


def test_a_wrong_answer_is_explained_and_can_be_overruled(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "1")
    terminal.until("Your answer >")
    terminal.type("It squares the number")
    assert "You square the number" in terminal.until("Enter goes on")
    terminal.until(" >")
    terminal.type("right")
    end, code = terminal.end()
    assert (code, "1 right" in end) == (0, True)
    (given,) = Memory(workspace.database).answers("q01.open")
    assert (given.mark.verdict, given.overruled) == ("wrong", "right")


def test_an_answer_that_cannot_be_marked_is_left_to_the_learner(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "1")
    terminal.until("Your answer >")
    terminal.type("one uses an asterisk")
    shown = terminal.until("right, nit or wrong")
    assert "model answer" in shown
    terminal.until(" >")
    terminal.type("")
    terminal.until("type one of these")
    terminal.type("nit")
    assert "1 right, with a remark" in terminal.end()[0]


def test_control_c_keeps_what_was_answered_and_the_next_quiz_goes_on(
    course: Course, workspace: Workspace
) -> None:
    terminal = Terminal(course, workspace, "--count", "3", "--seed", "3")
    give_right_answers(terminal, 1)
    terminal.until(" >")
    terminal.process.sendintr()
    end, code = terminal.end()
    assert (code, "what was finished is kept" in end) == (130, True)
    assert "Traceback" not in terminal.raw
    again = Terminal(course, workspace, "--seed", "3")
    assert "2 items left" in again.until(" >")
    again.type("")
    assert "1 of 2" in again.until("Your choice >")
    again.process.sendeof()
    assert again.end()[1] == 130


def test_control_c_at_the_verdict_keeps_the_answer_as_it_was_marked(
    course: Course, workspace: Workspace
) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "2")
    terminal.until("Your answer >")
    terminal.type("It squares the number")
    terminal.until("Enter goes on")
    terminal.process.sendintr()
    assert terminal.end()[1] == 130
    (given,) = Memory(workspace.database).answers("q01.open")
    assert (given.mark.verdict, given.overruled) == ("wrong", None)
    assert len(Memory(workspace.database).unfinished()) == 1


def test_a_line_that_cannot_be_taken_is_asked_for_again(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "--count", "2", "--seed", "3")
    give_right_answers(terminal, 1)
    terminal.until("2 of 2")
    terminal.until("Your choice >")
    terminal.type("7")
    terminal.until("type a number from 1 to 3")
    terminal.process.sendintr()
    assert terminal.end()[1] == 130


def test_without_colour_nothing_is_coloured_and_nothing_is_lost(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "1", NO_COLOR="1")
    terminal.until("Your answer >")
    terminal.type("It squares the number")
    assert "wrong" in terminal.until("Enter goes on")
    terminal.process.sendintr()
    terminal.end()
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m|38;", terminal.raw)


def test_nothing_is_wider_than_the_terminal(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "1")
    terminal.until("Your answer >")
    terminal.type("It squares the number")
    shown = terminal.until("Enter goes on")
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.slow
def test_a_drawing_is_shown_beside_the_true_curve_and_what_the_learners_code_draws(
    tmp_path: Path,
) -> None:
    drawing = '[open.drawing]\nfunction = "double"\nx = [-2, 0, 2]\ny = [-4, 0, 4]\n[[item]]'
    course = a_course(tmp_path, a_question(quiz=QUIZ.replace("[[item]]", drawing, 1)))
    for answer, shown in (("-2 -4, 0 0, 2 4", "your points"), ("It multiplies by 2 with *", "your code")):
        workspace = Workspace.create(tmp_path / shown, course)
        (workspace.root / "exercises" / "q01_double.py").write_text("def double(n):\n    return 2 * n\n")
        terminal = Terminal(course, workspace, "question 1", "--count", "1")
        assert "Draw it by points" in terminal.until("Your answer >")
        terminal.type(answer)
        plot = terminal.until("Enter goes on")
        assert "true" in plot
        assert shown in plot
        assert max(map(len, plot.splitlines())) <= 80
        terminal.process.sendintr()
        terminal.end()


def test_when_nothing_is_due_that_is_said(course: Course, workspace: Workspace) -> None:
    end, code = Terminal(course, workspace, "--due").end()
    assert (code, "Nothing is due" in end) == (0, True)


def test_status_and_next_know_the_quiz(course: Course, workspace: Workspace) -> None:
    terminal = Terminal(course, workspace, "question 1", "--count", "1")
    terminal.until("Your answer >")
    terminal.type("It multiplies by two with *")
    terminal.until("Enter goes on")
    terminal.type("")
    terminal.end()
    said = ch4("status", cwd=workspace.root, course=course).stdout
    assert "5 % known, 1 of 20 items asked" in said


def test_next_asks_in_words_what_is_right_in_code(course: Course, workspace: Workspace) -> None:
    answer = workspace.root / "exercises" / "q01_double.py"
    answer.write_text("def double(n):\n    return n + n\n")
    assert "ch4 check question 1" in ch4("next", cwd=workspace.root, course=course).stdout
    assert ch4("check", "1", cwd=workspace.root, course=course).returncode == 0
    assert "ch4 quiz question 1" in ch4("next", cwd=workspace.root, course=course).stdout
