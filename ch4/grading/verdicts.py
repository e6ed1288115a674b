"""From how a criterion ended to what the learner reads: one sentence for each way a call can fail."""

from __future__ import annotations

import ast

from ch4.grading.answer import CallFailed, NotJudged
from ch4.grading.criterion import Mismatch, Nit
from ch4.report import CriterionResult, Verdict
from ch4.worker import Died, Misfit, Missing, Raised, TimedOut


class Waits(Exception):
    """A criterion that another one has to come before."""


def judged(name: str, sentence: str, error: BaseException | None, source: str = "") -> CriterionResult:
    """The result of a criterion that ended with this exception, or with none."""
    match error:
        case None:
            return CriterionResult(name=name, sentence=sentence, verdict=Verdict.PASS)
        case Nit():
            return CriterionResult(name=name, sentence=sentence, verdict=Verdict.NIT, message=str(error))
        case Mismatch():
            return CriterionResult(
                name=name,
                sentence=sentence,
                verdict=Verdict.FAIL,
                message=error.message,
                expected=error.expected,
                got=error.got,
            )
        case CallFailed():
            verdict, message, line = failed_call(error)
            return CriterionResult(name=name, sentence=sentence, verdict=verdict, message=message, line=line)
        case NotJudged() | Waits():
            return CriterionResult(name=name, sentence=sentence, verdict=Verdict.SKIPPED, message=str(error))
        case AssertionError():
            first = str(error).strip().splitlines()[:1]
            message = "".join(first).removeprefix("assert ") or "this does not hold"
            return CriterionResult(name=name, sentence=sentence, verdict=Verdict.FAIL, message=message)
    # The solution passes this criterion, so what the answer returned is what the check could not work with.
    message = f"what your code returned cannot be used here ({type(error).__name__}: {error})"
    return CriterionResult(name=name, sentence=sentence, verdict=Verdict.FAIL, message=message)


def failed_call(error: CallFailed) -> tuple[Verdict, str, int | None]:
    """Verdict, sentence and line of a call that gave no value."""
    name, outcome = error.name, error.outcome
    match outcome:
        case Raised(is_todo=True):
            return Verdict.TODO, f"{_name(name)} is not written yet", outcome.line
        case Raised(type_name="SystemExit"):
            return Verdict.ERROR, f"sys.exit({outcome.message}) ends the program: take it out", outcome.line
        case Raised():
            return Verdict.ERROR, _raised(outcome), outcome.line
        case Missing(kind=str(kind)):
            message = f"`{outcome.name}` is to be a function, and is a {kind} in your file"
            return Verdict.FAIL, message, outcome.line
        case Missing(near=str(near)):
            message = (
                f"there is no `{outcome.name}` in your file; did you mean it by `{near}`? Rename that one"
            )
            return Verdict.FAIL, message, outcome.line
        case Missing():
            return Verdict.FAIL, f"there is no `{outcome.name}` in your file: the question asks for it", None
        case Misfit():
            how_many = "1 argument" if outcome.passed == 1 else f"{outcome.passed} arguments"
            passed = f"what the question passes ({how_many})"
            message = f"`{outcome.signature}` does not take {passed}: {outcome.message}"
            return Verdict.FAIL, message, outcome.line
        case TimedOut():
            where = f"; it was stuck on line {outcome.line}" if outcome.line else ""
            return Verdict.TIMEOUT, f"no answer after {outcome.seconds:g} seconds{where}", outcome.line
        case Died():
            where = f" on line {outcome.line}" if outcome.line else ""
            return Verdict.ERROR, f"your code took its process down{where}: {outcome.how}", outcome.line


def _name(name: str) -> str:
    return "it" if name == "the file" else f"`{name}`"


def _raised(outcome: Raised) -> str:
    message = outcome.message.strip()
    first = message.splitlines()[0] if message else ""
    if outcome.type_name == "RecursionError":
        return "RecursionError: the function calls itself without end"
    return f"{outcome.type_name}: {first}" if first else outcome.type_name


def line_of(name: str, source: str) -> int | None:
    """The line where an answer defines a name, for a failure that has no line of its own."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return node.lineno
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            return node.lineno
    return None
