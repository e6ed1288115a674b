"""From how a criterion ended to what the learner reads: one sentence for each way a call can fail."""

from __future__ import annotations

import ast

import pytest

from ch4.grading import display
from ch4.grading.answer import FILE, CallFailed, NotJudged, SolutionFailed
from ch4.grading.criterion import Mismatch, Nit
from ch4.grading.source import names_used
from ch4.report import CriterionResult, Verdict
from ch4.worker import Died, Misfit, Missing, Raised, TimedOut

_LONGEST = 300  # characters of an exception's message, or of a name: the answer chose them
_SOURCE = 1_000_000  # characters of an answer's file that are worth looking through


class Waits(Exception):
    """A criterion that another one has to come before."""


def is_expected(error: BaseException) -> bool:
    """Whether a criterion may end so. Anything else is a fault of the grader, or of what it was given."""
    if isinstance(error, SolutionFailed) or (isinstance(error, CallFailed) and is_of_probe(error)):
        return False
    expected = (Mismatch, Nit, CallFailed, NotJudged, Waits, AssertionError, pytest.fail.Exception)
    return isinstance(error, expected)


def is_of_probe(error: CallFailed) -> bool:
    """Whether the exception came out of a probe's own lines, and not out of the answer's."""
    return error.probe is not None and isinstance(error.outcome, Raised) and error.outcome.line is None


def judged(name: str, sentence: str, error: BaseException | None) -> CriterionResult:
    """The result of a criterion that ended with this exception, or with none."""
    verdict, message = Verdict.PASS, ""
    expected, got, line = None, None, None
    match error:
        case None:
            pass
        case Nit():
            verdict, message = Verdict.NIT, str(error)
        case Mismatch():
            verdict, message, expected, got = Verdict.FAIL, error.message, error.expected, error.got
        case CallFailed() if not isinstance(error, SolutionFailed):
            verdict, message, line = failed_call(error)
        case NotJudged() | Waits():
            verdict, message = Verdict.SKIPPED, str(error)
        case AssertionError() | pytest.fail.Exception():
            verdict, message = Verdict.FAIL, _asserted(error)
        case _:
            # The solution passes this criterion, so what the answer gave is what the check stumbled over.
            verdict, message = Verdict.FAIL, f"what your code gives cannot be used here ({described(error)})"
    return CriterionResult(
        name=name,
        sentence=sentence,
        verdict=verdict,
        message=message,
        expected=expected,
        got=got,
        line=line if line and line > 0 else None,
    )


def failed_call(error: CallFailed) -> tuple[Verdict, str, int | None]:
    """Verdict, sentence and line of a call that gave no value."""
    outcome, is_file = error.outcome, error.name == FILE
    match outcome:
        case Raised(is_todo=True):
            return Verdict.TODO, f"{FILE if is_file else _called(error)} is not written yet", outcome.line
        case Raised(type_name="SystemExit"):
            return Verdict.ERROR, "`sys.exit` or `exit` ends the program: take it out", outcome.line
        case Raised() if is_of_probe(error):
            return Verdict.FAIL, _stumbled(error, outcome), None
        case Raised():
            return Verdict.ERROR, _raised(outcome), outcome.line
        case Missing():
            return Verdict.FAIL, _missing(outcome), outcome.line
        case Misfit():
            passed = display.count(outcome.passed, "argument") if outcome.passed else "no arguments"
            takes = f"`{_line(outcome.signature)}` does not take that ({_line(outcome.message)})"
            return Verdict.FAIL, f"the question passes {passed}, and {takes}", outcome.line
        case TimedOut():
            seconds = f"{outcome.seconds:g} second{'' if outcome.seconds == 1 else 's'}"
            what = f"{FILE} did not run to its end in" if is_file else "no answer after"
            where = f": it was stuck on line {outcome.line}" if outcome.line else ""
            return Verdict.TIMEOUT, f"{what} {seconds}{where}", outcome.line
        case Died():
            where = f" on line {outcome.line}" if outcome.line else ""
            how = _line(outcome.how)
            return Verdict.ERROR, f"your code took its process down{where}: {how}", outcome.line


def described(error: BaseException) -> str:
    """An exception of a grader, in one line."""
    if isinstance(error, CallFailed):
        said = failed_call(error)[1]
        return f"the solution, called with it: {said}" if isinstance(error, SolutionFailed) else said
    message = _line(str(error))
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _missing(outcome: Missing) -> str:
    name = f"`{_line(outcome.name)}`"
    if outcome.kind:
        return f"{name} is to be a function, and in your file it is {_a(_line(outcome.kind))}"
    if outcome.near:
        where = f" on line {outcome.line}" if outcome.line else ""
        near = _line(outcome.near)
        return f"there is no {name} in your file, but there is `{near}`{where}: rename it"
    return f"there is no {name} in your file: the question asks for it"


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _raised(outcome: Raised) -> str:
    if outcome.type_name == "RecursionError":
        return "RecursionError: the function calls itself without end"
    if outcome.type_name == "MemoryError":
        return "MemoryError: it asks for more memory than an answer may use"
    lines = outcome.message.strip().splitlines()
    type_name = _line(outcome.type_name)
    return f"{type_name}: {_line(lines[0])}" if lines else type_name


def _called(error: CallFailed) -> str:
    """The function of the answer that was called; of a probe, those that it uses."""
    names = names_used(error.probe, error.name) if error.probe else (error.name,)
    return " or ".join(f"`{name}`" for name in names) or "your code"


def _stumbled(error: CallFailed, outcome: Raised) -> str:
    """A probe could not go on with what the answer gave it."""
    what = _called(error)
    if "'NoneType' object" in outcome.message:
        return f"{what} returns None, it seems: is a `return` missing? ({_raised(outcome)})"
    return f"what {what} gives cannot be used here ({_raised(outcome)})"


def _asserted(error: BaseException) -> str:
    """A plain `assert` of a grader: its message if it has one, else what did not hold."""
    said = _line("".join(str(error).strip().splitlines()[:1]))
    if said.startswith("assert "):
        return f"this does not hold: {said.removeprefix('assert ')}"
    return said or "this does not hold"


def _line(text: str) -> str:
    text = " ".join(text[: 4 * _LONGEST].split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def line_of(name: str, source: str) -> int | None:
    """The line where an answer defines a name, for a failure that has no line of its own."""
    try:
        tree = ast.parse(source[:_SOURCE])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    # The last one counts: it is the one that a call meets.
    return next((node.lineno for node in reversed(tree.body) if _defines(node, name)), None)


def _defines(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name == name
        case ast.Assign():
            return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    return False
