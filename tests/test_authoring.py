"""What authors rely on: a new course works, and `ch4 course verify` sees what is wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories import ch4
from hypothesis import given, settings
from hypothesis import strategies as st

from ch4.authoring.mutate import mutants

SOLUTION = """def running_mean(numbers):
    total, means = 0, []
    for index, number in enumerate(numbers):
        total += number
        means.append(total / (index + 1))
    return means
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "my course"
    assert ch4("course", "new", str(folder), cwd=tmp_path).returncode == 0
    return folder


def verify(course: Path, *options: str, expect: int) -> dict:
    done = ch4("course", "verify", "--jobs", "1", "--seeds", "1", "--format", "json", *options, cwd=course)
    assert done.returncode == expect, done.stdout + done.stderr
    return json.loads(done.stdout)


def edit(course: Path, path: str, old: str, new: str) -> None:
    text = (course / path).read_text()
    assert old in text
    (course / path).write_text(text.replace(old, new))


GRADER = "graders/test_q01_running_mean.py"


def problems(proof: dict) -> str:
    return "\n".join(f"{p['kind']} {p['name']}: {p['problem']}" for p in proof["problems"])


@pytest.mark.slow
def test_a_new_course_proves_itself(course: Path):
    proof = verify(course, expect=0)
    assert proof["problems"] == []
    assert proof["rows"][0]["counts"]["mistake"] == {"tried": 2, "good": 2}


@pytest.mark.slow
def test_a_new_course_checks_an_answer_and_names_the_mistake(course: Path, tmp_path: Path):
    workspace = tmp_path / "learner"
    assert ch4("init", str(workspace), "--course", str(course), cwd=tmp_path).returncode == 0
    answer = "def running_mean(numbers):\n    return [sum(numbers[: i + 1]) for i in range(len(numbers))]\n"
    (workspace / "exercises" / "q01_running_mean.py").write_text(answer)
    done = ch4("check", "question 1", "--course", str(course), "--format", "json", cwd=workspace)
    criteria = json.loads(done.stdout)["questions"][0]["criteria"]
    assert done.returncode == 1
    assert criteria[1]["mistake"]["name"] == "sums_without_dividing"


def test_a_new_course_is_not_written_over_another_folder(tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    done = ch4("course", "new", "full", cwd=tmp_path)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert len(list((tmp_path / "full").iterdir())) == 1


@pytest.mark.slow
def test_a_solution_that_fails_is_a_problem(course: Path):
    edit(course, "solutions/q01_running_mean.py", "index + 1", "index + 2")
    assert "solution solution" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_a_stub_that_is_already_an_answer_is_a_problem(course: Path):
    edit(course, "exercises/q01_running_mean.py", "raise NotImplementedError", "return []")
    assert "the stub gets fail" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_a_mistake_that_passes_is_a_problem(course: Path):
    edit(course, GRADER, "means.append(total / len(numbers))", "means.append(total / (len(means) + 1))")
    assert "mistake divides_by_the_whole_length: the mistake gets pass" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_a_mistake_that_is_told_as_another_is_a_problem(course: Path):
    text = (course / GRADER).read_text()
    twin = text[text.index('@mistake("running_mean")\ndef sums') :].replace(
        "sums_without", "also_sums_without"
    )
    (course / GRADER).write_text(text + "\n\n" + twin)
    assert "is told as sums_without_dividing" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_a_right_answer_that_fails_is_a_problem(course: Path):
    (course / "tests/answers/q01/right_hasty.py").write_text("def running_mean(numbers):\n    return []\n")
    assert "right right_hasty: a right answer gets fail" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_a_wrong_answer_that_passes_is_a_problem(course: Path):
    (course / "tests/answers/q01/wrong_guess.py").write_text(SOLUTION)
    assert "wrong wrong_guess: a wrong answer gets pass" in problems(verify(course, expect=1))


@pytest.mark.slow
def test_missing_hints_and_sentences_are_problems_of_form(course: Path):
    edit(course, "course.toml", "hints = 3", "hints = 4")
    edit(course, GRADER, '    """Each mean is that of all numbers up to its place."""\n', "")
    edit(course, "course.toml", "mistakes = 2", "mistakes = 5")
    told = problems(verify(course, expect=1))
    assert "has 3 hints; 4 are asked" in told
    assert "knows 2 mistakes; 5 are asked" in told
    assert "the sentence that the learner reads" in told


def test_a_grader_that_does_not_run_is_the_courses_fault_in_one_line(course: Path):
    edit(course, GRADER, "from ch4.grading import", "from ch4.grading import nothing_like_this,")
    done = ch4("course", "verify", cwd=course)
    assert done.returncode == 3
    assert "test_q01_running_mean.py" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_grader_that_overlooks_mutants_is_told_which(course: Path):
    grader = '''from ch4.grading import expect, mistake


def test_gives_a_list(answer):
    """It gives a list."""
    expect(answer.running_mean([7])).is_a("list")
'''
    edit(course, "course.toml", "mistakes = 2", "mistakes = 0")
    edit(course, "course.toml", "wrong = 1", "wrong = 0")
    (course / "tests/answers/q01/wrong_example_only.py").unlink()
    (course / GRADER).write_text(grader)
    proof = verify(course, "--mutants", "30", expect=1)
    assert proof["caught"] < 0.95
    assert "mutant line" in problems(proof)


@pytest.mark.slow
def test_a_mutant_that_is_argued_equivalent_is_not_tried(course: Path):
    before = verify(course, "--mutants", "30", expect=0)["rows"][0]
    change = next(m for m in mutants((course / "solutions/q01_running_mean.py").read_text()))
    (course / "mutants.toml").write_text(
        "[[equivalent]]\naddress = 'q01'\nwhy = 'for the test'\n"
        f"before = {json.dumps(change.before)}\nafter = {json.dumps(change.after)}\n"
    )
    after = verify(course, "--mutants", "30", expect=0)["rows"][0]
    assert after["equivalent"] == 1
    assert after["counts"]["mutant"]["tried"] == before["counts"]["mutant"]["tried"] - 1


def test_mutants_change_operators_numbers_arguments_and_calls():
    source = "def f(x):\n    y = x.mean(0) * 2\n    y.sqrt_()\n    return y > 1\n"
    changes = {mutant.after for mutant in mutants(source)}
    assert {
        "y = x * 2",
        "y = x.mean(1) * 2",
        "y = x.mean(0) / 2",
        "y = x.mean(0) * 3",
        "return y >= 1",
    } <= changes


def test_mutants_leave_docstrings_hints_imports_and_demos_alone():
    source = (
        'import math\n\n\ndef f(x: int = 0) -> int:\n    """Two and two."""\n    return x\n\n\n'
        'if __name__ == "__main__":\n    print(f(2 + 2))\n'
    )
    assert {mutant.line for mutant in mutants(source)} <= {4, 6}


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["a + 1", "a * b", "max(a, b)", "-a", "a if b else 1", "a < b"]), min_size=1))
def test_every_mutant_compiles_and_differs(expressions: list[str]):
    body = "\n".join(f"    c = {expression}" for expression in expressions)
    source = f"def f(a, b):\n{body}\n    return c\n"
    found = mutants(source)
    assert found
    for mutant in found:
        compile(mutant.source, "<mutant>", "exec")
        assert mutant.source != source
