"""From a grader and an answer to a verdict, through `check`: the front door of all judging."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from factories import SOLUTION, STUB, a_course, a_question

from ch4.errors import BrokenCourse
from ch4.grading.session import Options, check
from ch4.report import CriterionResult, MistakeNote, QuestionResult, Verdict
from ch4.worker import Workers, open_workers

GRADER = '''
from ch4.grading import criterion, expect, in_worker, mistake, nit


def test_doubles_three(answer):
    """Twice three is six."""
    expect(answer.double(3)).equals(6)


@mistake("double")
def adds_two(n):
    """You add two where the question asks for twice the number."""
    return n + 2


@mistake("double")
def squares(n):
    """You square the number."""
    return n * n
'''
RIGHT = "def double(n):\n    return n + n\n"
NAMES = "from ch4.grading import criterion, expect, in_worker, mistake, nit\n"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with open_workers() as workers:
        yield workers


class Judge:
    """`judge(answer, grader)` → the question's result."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self._folder = folder
        self._workers = workers

    def __call__(
        self, answer: str | None, grader: str = GRADER, *, solution: str = SOLUTION, **options: Any
    ) -> QuestionResult:
        question = a_question(grader=dedent(grader), solution=dedent(solution), **options.pop("question", {}))
        course = a_course(self._folder, question)
        (entry,) = course.questions
        file = self._folder / f"{entry.stem}.py"
        file.unlink(missing_ok=True)
        if answer is not None:
            file.write_text(dedent(answer), encoding="utf-8")
        options = {"root": self._folder} | options
        report = check(course, [entry], lambda _: file, self._workers, Options(**options))
        return report.questions[0]

    def one(self, answer: str, grader: str = GRADER, **options: Any) -> CriterionResult:
        """The result of the only criterion."""
        (criterion,) = self(answer, grader, **options).criteria
        return criterion


@pytest.fixture
def judge(tmp_path: Path, workers: Workers) -> Judge:
    return Judge(tmp_path, workers)


def by_name(result: QuestionResult) -> dict[str, CriterionResult]:
    return {criterion.name: criterion for criterion in result.criteria}


# -- verdicts ----------------------------------------------------------------------------------------------


def test_a_right_answer_passes(judge: Judge) -> None:
    result = judge(RIGHT)
    assert (result.verdict, result.points, result.max_points) == (Verdict.PASS, 1, 1)
    assert result.criteria == (
        CriterionResult(name="doubles_three", sentence="Twice three is six.", verdict=Verdict.PASS),
    )


def test_a_wrong_answer_fails_with_what_was_asked_and_its_line(judge: Judge) -> None:
    criterion = judge.one("\n\ndef double(n):\n    return 7\n")
    assert criterion.verdict is Verdict.FAIL
    assert (criterion.message, criterion.expected, criterion.got) == ("7 where 6 was asked", "6", "7")
    assert (criterion.line, criterion.mistake) == (3, None)


def test_a_remark_leaves_the_answer_right(judge: Judge) -> None:
    grader = NAMES + 'def test_it(answer):\n    """Fine."""\n    nit("this works, and is long")\n'
    result = judge(RIGHT, grader)
    assert (result.verdict, result.points) == (Verdict.NIT, 1)
    assert result.criteria[0].message == "this works, and is long"


def test_a_stub_is_still_to_do(judge: Judge) -> None:
    result = judge(STUB)
    assert (result.verdict, result.points, result.max_points) == (Verdict.TODO, 0, 1)
    assert result.criteria[0].message == "`double` is not written yet"


def test_a_function_that_is_not_there(judge: Judge) -> None:
    criterion = judge.one("def other(n):\n    return n\n")
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message == "there is no `double` in your file: the question asks for it"


def test_a_function_under_a_name_much_like_it(judge: Judge) -> None:
    criterion = judge.one("\n\ndef Doubled(n):\n    return n\n")
    assert (
        criterion.message == "there is no `double` in your file, but there is `Doubled` on line 3: rename it"
    )
    assert criterion.line == 3


def test_a_name_that_is_no_function(judge: Judge) -> None:
    criterion = judge.one("n = 1\ndouble = 6\n")
    assert criterion.message == "`double` is to be a function, and in your file it is an int"
    assert (criterion.verdict, criterion.line) == (Verdict.FAIL, 2)


@pytest.mark.parametrize(
    ("parameters", "why"),
    [("", "too many positional arguments"), ("a, b", "missing a required argument: 'b'")],
)
def test_other_parameters_than_the_question_passes(judge: Judge, parameters: str, why: str) -> None:
    criterion = judge.one(f"def double({parameters}):\n    return 6\n")
    assert (criterion.verdict, criterion.line) == (Verdict.FAIL, 1)
    assert criterion.message == (
        f"the question passes 1 argument, and `double({parameters})` does not take that ({why})"
    )


def test_an_exception_is_told_with_its_line(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    k = 0\n    return n / k\n")
    assert (criterion.verdict, criterion.line) == (Verdict.ERROR, 3)
    assert criterion.message == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return double(n)", "RecursionError: the function calls itself without end"),
        ("raise MemoryError", "MemoryError: it asks for more memory than an answer may use"),
        ("import sys; sys.exit(3)", "`sys.exit` or `exit` ends the program: take it out"),
        ("raise ValueError('first line\\nsecond line')", "ValueError: first line"),
        ("raise ValueError", "ValueError"),
        ("raise ValueError('x' * 5000)", f"ValueError: {'x' * 300} …"),
    ],
)
def test_an_exception_is_told_in_one_short_line(judge: Judge, body: str, message: str) -> None:
    criterion = judge.one(f"def double(n):\n    {body}\n")
    assert (criterion.verdict, criterion.message, criterion.line) == (Verdict.ERROR, message, 2)


def test_a_process_that_ends_is_told_with_its_line(judge: Judge) -> None:
    criterion = judge.one("import os\ndef double(n):\n    os._exit(0)\n")
    assert (criterion.verdict, criterion.line) == (Verdict.ERROR, 3)
    assert criterion.message == (
        "your code took its process down on line 3: it ended its own process (exit code 0)"
    )


def test_a_loop_without_end_is_told_with_its_line(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    while True:\n        pass\n", seconds=0.2)
    assert criterion.verdict is Verdict.TIMEOUT
    assert criterion.message.startswith("no answer after 0.2 seconds: it was stuck on line ")
    assert criterion.line in (2, 3)


def test_the_seconds_are_the_criterion_s_not_the_call_s(judge: Judge) -> None:
    grader = (
        NAMES + 'def test_it(answer):\n    """Ten."""\n    for _ in range(9):\n        answer.double(1)\n'
    )
    answer = "import time\ndef double(n):\n    time.sleep(0.1)\n"
    criterion = judge.one(answer, grader, seconds=0.3)
    assert criterion.message.startswith("no answer after 0.3 seconds")


def test_what_is_printed_is_in_the_report_with_its_end_cut(judge: Judge) -> None:
    result = judge("print('loading')\ndef double(n):\n    print('called', n)\n    return 2 * n\n")
    assert result.output == "loading\ncalled 3\n"


@pytest.mark.parametrize("name", ["load", "output", "begin", "close", "exchanges", "call", "_private"])
def test_a_function_of_any_name_can_be_asked_for(judge: Judge, name: str) -> None:
    grader = NAMES + f'def test_it(answer):\n    """It."""\n    expect(answer.{name}(3)).equals(6)\n'
    answer = f"def {name}(n):\n    return 2 * n\n"
    assert judge.one(answer, grader, solution=answer).verdict is Verdict.PASS


# -- files that do not run ---------------------------------------------------------------------------------


def test_a_missing_file(judge: Judge) -> None:
    result = judge(None)
    assert result.verdict is Verdict.ERROR
    loads, doubles = result.criteria
    assert loads.message == (
        "there is no file q01_double.py; `ch4 init` puts back the stubs that are missing"
    )
    assert (doubles.verdict, doubles.message) == (Verdict.SKIPPED, "not judged: the file does not run")


@pytest.mark.parametrize(
    ("answer", "message", "line"),
    [
        ("x = 1\ndef double(n)\n    return 2\n", "SyntaxError: expected ':'", 2),
        ("def double(n):\nreturn 2\n", "IndentationError: expected an indented block", 2),
        ("import nonesuch\n", "ModuleNotFoundError: No module named 'nonesuch'", 1),
        ("def double(n):\n    return 2 * n\n\ndouble(3)[0]\n", "TypeError: 'int' object is not", 4),
        ("import sys\nsys.exit(0)\n", "`sys.exit` or `exit` ends the program: take it out", 2),
        ("import os\nos._exit(0)\n", "your code took its process down on line 2: it ended", 2),
    ],
)
def test_a_file_that_does_not_run(judge: Judge, answer: str, message: str, line: int) -> None:
    result = judge(answer)
    assert (result.verdict, result.points, result.max_points) == (Verdict.ERROR, 0, 1)
    loads, doubles = result.criteria
    assert loads.sentence == "The file runs from its first line to its last."
    assert loads.message.startswith(message)
    assert loads.line == line
    assert doubles.verdict is Verdict.SKIPPED


def test_a_file_that_is_todo_as_a_whole(judge: Judge) -> None:
    result = judge("raise NotImplementedError\n")
    assert result.verdict is Verdict.TODO
    assert result.criteria[0].message == "the file is not written yet"


def test_a_loop_without_end_while_the_file_loads(judge: Judge) -> None:
    result = judge("x = 1\nwhile x:\n    x += 1\n", seconds=0.2)
    assert result.verdict is Verdict.TIMEOUT
    assert result.criteria[0].message.startswith(
        "the file did not run to its end in 0.2 seconds: it was stuck on line"
    )


def test_a_criterion_may_be_about_loading(judge: Judge) -> None:
    grader = (
        GRADER
        + '\n\ndef test_loads(answer):\n    """It loads."""\n\n\ndef test_more(answer):\n    """More."""\n'
    )
    assert judge(RIGHT, grader).verdict is Verdict.PASS
    assert all(criterion.verdict is Verdict.PASS for criterion in judge(RIGHT, grader).criteria)


def test_an_answer_that_overwrites_its_own_file_is_judged_by_what_it_was(judge: Judge) -> None:
    answer = "open(__file__, 'w').write('gone')\n\ndef double(n):\n    return 7\n"
    assert judge.one(answer).line == 3


# -- mistakes ----------------------------------------------------------------------------------------------


def test_a_known_mistake_is_named(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    return n + 2\n")
    assert criterion.mistake == MistakeNote(
        "adds_two", "You add two where the question asks for twice the number."
    )
    assert criterion.message == "5 where 6 was asked"


def test_of_mistakes_that_fit_the_first_is_named(judge: Judge) -> None:
    grader = GRADER.replace("double(3)", "double(0)").replace("equals(6)", "equals(1)")
    criterion = judge.one("def double(n):\n    return n * n\n", grader.replace("n + 2", "3 * n"))
    assert criterion.mistake
    assert criterion.mistake.name == "adds_two"


def test_a_mistake_that_passes_the_criterion_is_not_named(judge: Judge) -> None:
    grader = (
        GRADER
        + '''
def test_says_it_quietly(answer):
    """Nothing is printed."""
    result = answer.double(2)
    expect(result).satisfies(not result.printed, "it prints")
'''
    )
    # 2 + 2 is the value of the mistake, and no reason for this failure.
    result = by_name(judge("def double(n):\n    print(n)\n    return 2 * n\n", grader))
    assert result["says_it_quietly"].message == "it prints"
    assert result["says_it_quietly"].mistake is None


def test_a_mistake_has_to_fit_in_every_call(judge: Judge) -> None:
    grader = GRADER.replace("expect(answer.double(3)", "answer.double(1)\n    expect(answer.double(3)")
    other = judge.one("def double(n):\n    return 5 if n == 3 else 0\n", grader)
    assert (other.message, other.mistake) == ("5 where 6 was asked", None)


def test_a_mistake_that_raises_is_named_when_the_answer_raises_alike(judge: Judge) -> None:
    grader = (
        GRADER
        + '''
@mistake("double")
def takes_a_list(n):
    """You expect a list, and the question passes a number."""
    return n[0] * 2
'''
    )
    criterion = judge.one("def double(n):\n    return n[0] + n[0]\n", grader)
    assert criterion.verdict is Verdict.ERROR
    assert criterion.mistake
    assert criterion.mistake.name == "takes_a_list"


ROLLS = (
    NAMES
    + '''
import random


def test_rolls(answer, solution):
    """The same rolls."""
    n = random.randrange(10**9)
    expect(answer.double(n)).equals(solution.double(n))
    n = random.randrange(10**9)
    expect(answer.double(n)).equals(solution.double(n))


@mistake("double")
def triples(n):
    """Three times."""
    return 3 * n if n % 2 else 2 * n


@mistake("double")
def triples_all(n):
    """Always three times."""
    return 3 * n
'''
)


@pytest.mark.parametrize("seed", range(4))
def test_a_mistake_meets_the_numbers_that_the_answer_met(judge: Judge, seed: int) -> None:
    rolling = SOLUTION.replace("return 2 * n", "import random; random.random(); return 2 * n")
    for body in ("3 * n if n % 2 else 2 * n", "3 * n"):
        answer = f"import random\n\ndef double(n):\n    random.random()\n    return {body}\n"
        criterion = judge.one(answer, ROLLS, solution=rolling, seed=seed)
        assert criterion.verdict is Verdict.PASS or criterion.mistake


# -- criteria that depend on others, points, machines ------------------------------------------------------

CHAIN = (
    NAMES
    + '''
def test_is_a_number(answer):
    """It is a number."""
    expect(answer.double(3)).is_a("number")


@criterion(after=test_is_a_number, weight=2, hint="look at the operator")
def test_is_twice(answer):
    """It is twice the number."""
    expect(answer.double(3)).equals(6)


@criterion(after=(test_is_a_number, test_is_twice))
def test_is_small(answer):
    """It is small."""
    expect(answer.double(1)).at_most(2)
'''
)


def test_one_cause_is_reported_once(judge: Judge) -> None:
    first, second, third = judge("def double(n):\n    return 'six'\n", CHAIN).criteria
    assert (first.verdict, first.message) == (Verdict.FAIL, "a string where a number was asked")
    assert (second.verdict, third.verdict) == (Verdict.SKIPPED, Verdict.SKIPPED)
    assert second.message == third.message == "judged once this holds: It is a number."


def test_a_criterion_waits_for_one_that_waits(judge: Judge) -> None:
    grader = CHAIN.replace("after=(test_is_a_number, test_is_twice)", "after=test_is_twice")
    third = judge("def double(n):\n    return 'six'\n", grader).criteria[2]
    assert (third.verdict, third.message) == (
        Verdict.SKIPPED,
        "judged once this holds: It is twice the number.",
    )


def test_criteria_have_weights_and_waiting_ones_cost_their_points(judge: Judge) -> None:
    result = judge("def double(n):\n    return n\n", CHAIN, question={"points": 8.0})
    assert [criterion.verdict for criterion in result.criteria] == [
        Verdict.PASS,
        Verdict.FAIL,
        Verdict.SKIPPED,
    ]
    assert (result.points, result.max_points) == (2.0, 8.0)


def test_a_hint_is_shown_where_its_criterion_fails(judge: Judge) -> None:
    first, second, _ = judge("def double(n):\n    return n\n", CHAIN).criteria
    assert (first.hint, second.hint) == (None, "look at the operator")
    assert all(criterion.hint is None for criterion in judge(RIGHT, CHAIN).criteria)


def test_a_criterion_waits_for_every_case_of_another(judge: Judge) -> None:
    grader = (
        NAMES
        + '''
import pytest

@pytest.mark.parametrize("n", [1, 2])
def test_each(answer, n):
    """Each number."""
    expect(answer.double(n)).equals(2 * n)

@criterion(after=test_each)
def test_all(answer):
    """All of them."""
'''
    )
    result = by_name(judge("def double(n):\n    return 2\n", grader))
    assert result["each[1]"].verdict is Verdict.PASS
    assert result["each[2]"].verdict is Verdict.FAIL
    assert result["all"].verdict is Verdict.SKIPPED


NEEDS_GPU = CHAIN.replace("weight=2", 'weight=2, needs="gpu"')


def test_what_needs_a_gpu_is_skipped_without_one_and_costs_no_points(judge: Judge) -> None:
    result = judge(RIGHT, NEEDS_GPU)
    twice = by_name(result)["is_twice"]
    assert (twice.verdict, twice.message) == (Verdict.SKIPPED, "there is no GPU here")


def test_what_comes_after_what_needs_a_gpu_costs_no_points_either(judge: Judge) -> None:
    result = judge("def double(n):\n    return 2 * n\n", NEEDS_GPU)
    assert [criterion.verdict for criterion in result.criteria] == [
        Verdict.PASS,
        Verdict.SKIPPED,
        Verdict.SKIPPED,
    ]
    assert result.criteria[2].message == "there is no GPU here"
    assert (result.verdict, result.points, result.max_points) == (Verdict.PASS, 1, 1)


def test_what_needs_a_gpu_alone_is_a_skipped_question(judge: Judge) -> None:
    grader = NAMES + '@criterion(needs="gpu")\ndef test_it(answer):\n    """On a GPU."""\n'
    result = judge(RIGHT, grader)
    assert (result.verdict, result.points, result.max_points) == (Verdict.SKIPPED, 0, 0)


# -- answers that stop -------------------------------------------------------------------------------------

THREE = (
    NAMES
    + '''
def test_f(answer):
    """f"""
    answer.f()

def test_f_again(answer):
    """f again"""
    answer.f()

def test_g(answer):
    """g"""
    answer.g()

def test_double(answer):
    """double"""
    answer.double(3)
'''
)
STOPS = "import os\ndef f(): os._exit(1)\ndef g(): os._exit(2)\ndef double(n): return 2 * n\n"


def test_a_function_that_stopped_is_not_called_again_and_others_are(judge: Judge) -> None:
    f, again, g, double = judge(STOPS.replace("os._exit(2)", "pass"), THREE).criteria
    assert f.verdict is Verdict.ERROR
    assert (again.verdict, again.message) == (Verdict.SKIPPED, "not judged: `f` did not come back before")
    assert (g.verdict, double.verdict) == (Verdict.PASS, Verdict.PASS)


def test_after_two_stops_the_rest_is_not_judged(judge: Judge) -> None:
    _, _, g, double = judge(STOPS, THREE).criteria
    assert g.verdict is Verdict.ERROR
    assert (double.verdict, double.message) == (Verdict.SKIPPED, "not judged: `g` did not come back before")


def test_a_file_that_runs_only_once_is_not_tried_for_ever(judge: Judge, tmp_path: Path) -> None:
    answer = f"import os\nos.mkdir({str(tmp_path / 'made')!r})\n" + STOPS
    f, _, g, double = judge(answer, THREE).criteria
    assert f.verdict is Verdict.ERROR
    assert (g.verdict, g.message[:15]) == (Verdict.ERROR, "FileExistsError")
    assert double.message == "not judged: the file did not run to its end before"


# -- probes ------------------------------------------------------------------------------------------------

PROBE = (
    NAMES
    + '''
import math

@in_worker
def reads(answer, n):
    made = answer.double(n)
    return math.floor(made.value)

def test_it(answer):
    """It holds six."""
    expect(reads(answer, 3)).equals(6)
'''
)
HOLDS = """
class double:
    def __init__(self, n):
        self.value = 2 * n
"""


def test_a_probe_drives_the_answer_s_own_objects(judge: Judge) -> None:
    assert judge.one(HOLDS, PROBE, solution=HOLDS).verdict is Verdict.PASS
    criterion = judge.one(HOLDS.replace("2 * n", "n"), PROBE, solution=HOLDS)
    assert criterion.message == "3 where 6 was asked; it is 1/2 of what was asked"


def test_a_probe_that_gets_none_says_that_a_return_is_missing(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    pass\n", PROBE, solution=HOLDS)
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message == (
        "`double` returns None, it seems: is a `return` missing? "
        "(AttributeError: 'NoneType' object has no attribute 'value')"
    )


def test_a_probe_that_stumbles_names_what_it_was_given(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    return n\n", PROBE, solution=HOLDS)
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message == (
        "what `double` gives cannot be used here (AttributeError: 'int' object has no attribute 'value')"
    )


def test_an_exception_of_the_answer_in_a_probe_is_the_answer_s(judge: Judge) -> None:
    criterion = judge.one("def double(n):\n    return n / 0\n", PROBE, solution=HOLDS)
    assert (criterion.verdict, criterion.line) == (Verdict.ERROR, 2)


def test_a_stub_in_a_probe_is_to_do(judge: Judge) -> None:
    criterion = judge.one(STUB, PROBE, solution=HOLDS)
    assert (criterion.verdict, criterion.message) == (Verdict.TODO, "`double` is not written yet")


def test_a_missing_function_in_a_probe_is_named(judge: Judge) -> None:
    criterion = judge.one("", PROBE, solution=HOLDS)
    assert criterion.message == "there is no `double` in your file: the question asks for it"


def test_a_probe_that_stumbles_over_the_solution_is_the_course_s_fault(judge: Judge) -> None:
    with pytest.raises(BrokenCourse, match=r"test_q01_double\.py::test_it: .*'value'.*mend the grader"):
        judge("def double(n):\n    return n\n", PROBE)


def test_a_probe_that_uses_the_grader_s_own_names_is_the_course_s_fault(judge: Judge) -> None:
    grader = PROBE.replace("    return math", "    print(SIX)\n    return math") + "\nSIX = 6\n"
    grader = grader.replace("import math", "import math\nSIX = 6\n", 1)
    with pytest.raises(BrokenCourse, match="reads uses SIX, which stays behind in the grader: define it"):
        judge(HOLDS, grader, solution=HOLDS)


# -- faults of the course ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grader", "message"),
    [
        ("def test_it(answer)\n    pass\n", r"test_q01_double\.py:1: SyntaxError: expected ':'"),
        ("import nonesuch\n", r"test_q01_double\.py: .*nonesuch"),
        ("1 / 0\n", r"test_q01_double\.py: ZeroDivisionError"),
        ("x = 1\n", r"test_q01_double\.py has no test"),
        ("def test_it(answer):\n    1 / 0\n", r"test_q01_double\.py::test_it: ZeroDivisionError"),
        ("def test_it(answer, nothing):\n    pass\n", r"test_q01_double\.py::test_it: .*nothing"),
        ("def test_it(solution):\n    solution.nonesuch()\n", r"::test_it: the solution.*`nonesuch`"),
    ],
)
def test_a_fault_of_the_grader_is_the_course_s(judge: Judge, grader: str, message: str) -> None:
    with pytest.raises(BrokenCourse, match=message):
        judge(RIGHT, grader)


def test_a_missing_grader_is_the_course_s_fault(tmp_path: Path, workers: Workers) -> None:
    course = a_course(tmp_path, a_question(grader=None))
    with pytest.raises(BrokenCourse, match=r"there is no grader .*test_q01_double\.py"):
        check(course, course.questions, course.stub, workers, Options())


@pytest.mark.parametrize("answer", [RIGHT, "def double(n):\n    return 7\n"])
@pytest.mark.parametrize("fixtures", ["answer", "answer, solution"])
def test_a_solution_that_does_not_run_is_found_when_it_is_needed(
    judge: Judge, answer: str, fixtures: str
) -> None:
    grader = GRADER.replace("(answer)", f"({fixtures})", 1)
    if answer == RIGHT and fixtures == "answer":
        assert judge(answer, grader, solution="1 / 0\n").verdict is Verdict.PASS
    else:
        with pytest.raises(BrokenCourse, match=r"solutions/q01_double\.py:1: ZeroDivisionError"):
            judge(answer, grader, solution="1 / 0\n")


@pytest.mark.parametrize(
    ("solution", "message"),
    [
        ("def double(n)\n", r"solutions/q01_double\.py:1: SyntaxError"),
        ("import nonesuch\n", r"solutions/q01_double\.py:1: ModuleNotFoundError"),
    ],
)
def test_a_solution_that_does_not_run_is_the_course_s_fault(
    judge: Judge, solution: str, message: str
) -> None:
    grader = NAMES + "def test_it(answer, solution):\n    pass\n"
    with pytest.raises(BrokenCourse, match=message):
        judge(RIGHT, grader, solution=solution)


def test_an_exception_that_only_the_answer_provokes_is_that_criterion_s_failure(judge: Judge) -> None:
    grader = (
        NAMES + 'def test_it(answer):\n    """Six letters."""\n    assert len(answer.double(3).value) == 2\n'
    )
    solution = "def double(n):\n    return 'ab'\n"
    criterion = judge.one(RIGHT, grader, solution=solution)
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message == (
        "what your code gives cannot be used here (TypeError: object of type 'int' has no len())"
    )


def test_a_value_that_the_solution_cannot_take_is_the_answer_s_failure(judge: Judge) -> None:
    grader = (
        NAMES
        + 'def test_it(answer, solution):\n    """Four times."""\n    solution.double(answer.double(3))\n'
    )
    criterion = judge.one("def double(n):\n    return {}\n", grader)
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message == (
        "what your code gives cannot be used here (the solution, called with it: "
        "TypeError: unsupported operand type(s) for *: 'int' and 'dict')"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("assert answer.double(3).value == 6, 'not six'", "not six"),
        ("assert answer.double(3).value == 6", "this does not hold: 7 == 6"),
        ("import pytest; answer.double(3).value == 6 or pytest.fail('not six')", "not six"),
    ],
)
def test_a_grader_may_assert_as_in_any_test(judge: Judge, line: str, message: str) -> None:
    criterion = judge.one(
        "def double(n):\n    return 7\n", f'def test_it(answer):\n    """Six."""\n    {line}\n'
    )
    assert criterion.verdict is Verdict.FAIL
    assert criterion.message.startswith(message)


# -- random numbers ----------------------------------------------------------------------------------------

RANDOM = (
    NAMES
    + '''
import random


def test_first(answer, measure):
    """First."""
    n = random.random()
    measure(input=n, own=answer.roll(), next=answer.roll())


def test_second(answer, solution, measure):
    """Second."""
    n = random.random()
    measure(input=n, own=answer.roll(), theirs=solution.roll())
'''
)
ROLL = "import random\n\ndef roll():\n    return random.random()\n"


def rolled(judge: Judge, seed: int, grader: str = RANDOM) -> dict[str, Any]:
    return {c.name: c.metrics for c in judge(ROLL, grader, solution=ROLL, seed=seed).criteria}


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(judge: Judge) -> None:
    first = rolled(judge, 1)
    random.random()
    assert rolled(judge, 1) == first
    other = rolled(judge, 2)
    assert other["first"]["input"] != first["first"]["input"]
    assert other["first"]["own"] != first["first"]["own"]
    assert first["first"]["own"] != first["first"]["next"]


def test_a_criterion_s_numbers_do_not_depend_on_those_before_it(judge: Judge) -> None:
    alone = NAMES + RANDOM[RANDOM.index("import random") :].replace("def test_first", "def first")
    assert rolled(judge, 1, alone)["second"] == rolled(judge, 1)["second"]


def test_answer_and_solution_draw_the_same_numbers(judge: Judge) -> None:
    second = rolled(judge, 1)["second"]
    assert second["own"] == second["theirs"]


# -- what a grader reports ---------------------------------------------------------------------------------


def test_what_is_measured_and_said_is_in_the_report(judge: Judge) -> None:
    grader = (
        NAMES
        + '''
def test_it(answer, measure, say):
    """Six."""
    result = answer.double(3)
    measure(seconds=0.5, path=[1, 2.5, float("nan")], value=result, odd=result.name.split())
    measure(points=[[0, 1], (1, 2)])
    say("Well done")
'''
    )
    criterion = judge.one(RIGHT, grader)
    assert (criterion.verdict, criterion.message) == (Verdict.PASS, "Well done")
    path = criterion.metrics.pop("path")
    assert path[:2] == [1, 2.5]
    assert criterion.metrics == {
        "seconds": 0.5,
        "value": 6,
        "odd": "['double']",
        "points": [[0, 1], [1, 2]],
    }


@pytest.mark.parametrize("value", ["object()", "10**400", "{}", "[[]]", "1j", "'\\ud800'", "[10**400]"])
def test_whatever_an_answer_returns_can_be_measured(judge: Judge, value: str) -> None:
    from ch4.report import from_json, summarize, to_json
    from ch4.report.model import Report

    grader = NAMES + 'def test_it(answer, measure):\n    """It."""\n    measure(value=answer.double(3))\n'
    question = judge(f"def double(n):\n    return {value}\n", grader)
    report = Report(
        version="0", course="c", learner=None, device="cpu", seed=0, started="", seconds=0,
        summary=summarize([question]), questions=(question,),
    )  # fmt: skip
    assert from_json(to_json(report)).questions[0].criteria[0].verdict is Verdict.PASS


# -- the surroundings --------------------------------------------------------------------------------------


def test_settings_for_other_pytest_runs_do_not_change_a_verdict(
    judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "pytest.ini").write_text("[pytest]\naddopts = --collect-only -k nothing\npython_files = x.py\n")
    (here / "conftest.py").write_text("raise RuntimeError('not for this')\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('nor this')\n")
    monkeypatch.chdir(here)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--exitfirst -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "nonesuch")
    assert judge(RIGHT).verdict is Verdict.PASS


def test_a_check_leaves_the_search_path_and_the_random_numbers_as_they_were(judge: Judge) -> None:
    path = list(sys.path)
    grader = NAMES + "def test_it(answer, solution):\n    solution.double(1)\n    1 / 1\n"
    judge(RIGHT, grader)
    assert sys.path == path


def test_a_grader_that_changed_is_read_anew(judge: Judge) -> None:
    assert judge(RIGHT).verdict is Verdict.PASS
    assert judge(RIGHT, GRADER.replace("equals(6)", "equals(60)")).verdict is Verdict.FAIL


def test_each_question_is_told_as_soon_as_it_is_judged(tmp_path: Path, workers: Workers) -> None:
    course = a_course(tmp_path, a_question("q01"), a_question("q02", code=False), a_question("q03"))
    told: list[str] = []
    report = check(
        course,
        course.questions,
        course.solution,
        workers,
        Options(),
        lambda result: told.append(result.address),
    )
    assert sorted(told) == ["q01", "q02", "q03"]
    assert [question.address for question in report.questions] == ["q01", "q02", "q03"]
    assert report.questions[1].verdict is Verdict.SKIPPED


def test_what_the_listener_raises_comes_through_as_it_is(tmp_path: Path, workers: Workers) -> None:
    course = a_course(tmp_path)

    def on_question(result: QuestionResult) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        check(course, course.questions, course.solution, workers, Options(), on_question)


def test_an_interrupt_ends_the_check(tmp_path: Path, workers: Workers) -> None:
    course = a_course(tmp_path, a_question("q01"), a_question("q02"))
    told: list[str] = []

    def on_question(result: QuestionResult) -> None:
        told.append(result.address)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(course, course.questions, course.solution, workers, Options(), on_question)
    assert told == ["q01"]
    # and the workers can be used for another check
    assert check(course, course.questions, course.solution, workers, Options()).is_satisfied


def test_an_interrupt_while_the_solution_runs_is_not_taken_for_its_exception(judge: Judge) -> None:
    grader = NAMES + "def test_it(answer, solution):\n    solution.double(1)\n"
    with pytest.raises(KeyboardInterrupt):
        judge(RIGHT, grader, solution="def double(n):\n    raise KeyboardInterrupt\n")


# -- tensors -----------------------------------------------------------------------------------------------

CORNER = (
    NAMES
    + '''
import torch


def test_corner(answer, generator):
    """The corner of a random table."""
    table = torch.rand(3, 3, generator=generator)
    expect(answer.corner(table)).equals(table[1:, 1:].clone())


@mistake("corner")
def rows_twice(table):
    """The second pair of brackets slices rows again."""
    return table[1:][1:]
'''
)
CORNERS = "def corner(table):\n    return table[1:, 1:]\n"


@pytest.fixture(scope="module")
def torch_workers() -> Iterator[Workers]:
    with open_workers(("torch",)) as workers:
        yield workers


@pytest.mark.slow
def test_the_numpy_form_of_a_mistake_is_the_same_mistake(tmp_path: Path, torch_workers: Workers) -> None:
    judge = Judge(tmp_path, torch_workers)
    criterion = judge.one(
        "def corner(table):\n    return table.numpy().astype('float64')[1:][1:]\n", CORNER, solution=CORNERS
    )
    assert criterion.verdict is Verdict.FAIL
    assert criterion.mistake
    assert criterion.mistake.name == "rows_twice"


@pytest.mark.slow
def test_a_generator_is_seeded_by_seed_and_criterion(tmp_path: Path, torch_workers: Workers) -> None:
    judge = Judge(tmp_path, torch_workers)
    wrong = "def corner(table):\n    return table[1:, 1:] + 1\n"
    first, again, other = (judge.one(wrong, CORNER, solution=CORNERS, seed=n) for n in (1, 1, 2))
    assert first.got == again.got
    assert first.got != other.got


@pytest.mark.slow
def test_the_answer_draws_from_its_own_seeded_torch(tmp_path: Path, torch_workers: Workers) -> None:
    grader = (
        NAMES
        + '''
def test_draws(answer, solution):
    """The same numbers."""
    expect(answer.draw()).equals(solution.draw())
'''
    )
    draw = "import torch\n\ndef draw():\n    return torch.randn(3)\n"
    assert Judge(tmp_path, torch_workers).one(draw, grader, solution=draw).verdict is Verdict.PASS
