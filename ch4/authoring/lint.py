"""What can be said of a question's files without running an answer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from ch4.authoring.proof import Problem
from ch4.course import Course, Question
from ch4.errors import BrokenCourse


def lint(course: Course, questions: Iterable[Question]) -> tuple[Problem, ...]:
    """What a question lacks of its course's standard, and criteria or mistakes without their sentences."""
    return tuple(
        Problem(question.address, "form", name, problem)
        for question in questions
        for name, problem in _of_question(course, question)
    )


def _of_question(course: Course, question: Question) -> Iterator[tuple[str, str]]:
    least = course.standard
    if len(question.hints) < least.hints:
        yield "course.toml", f"has {len(question.hints)} hints; {least.hints} are asked"
    if not question.has_code:
        return
    if not course.prompt(question):
        yield course.stub(question).name, "has no docstring: it is the question's prompt"
    grader = course.grader(question)
    functions = _functions(grader)
    mistakes = [thing for thing in functions if _is_mistake(thing)]
    if len(mistakes) < least.mistakes:
        yield grader.name, f"knows {len(mistakes)} mistakes; {least.mistakes} are asked"
    for thing in functions:
        is_test = thing.name.startswith("test_")
        if (is_test or thing in mistakes) and not ast.get_docstring(thing):
            what = "the sentence that the learner reads" if is_test else "the explanation"
            yield f"{grader.name}::{thing.name}", f"has no docstring: it is {what}"
    answers = course.answers(question)
    for kind, asked in (("right", least.right), ("wrong", least.wrong)):
        found = len(list(answers.glob(f"{kind}_*.py")))
        if found < asked:
            yield f"tests/answers/{question.address}", f"has {found} {kind} answers; {asked} are asked"


def _functions(path: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise BrokenCourse(f"{path} cannot be read ({error})", todo="mend the grader") from error
    return [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def _is_mistake(thing: ast.FunctionDef | ast.ClassDef) -> bool:
    called = [d.func for d in thing.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(function, ast.Name) and function.id == "mistake" for function in called)
