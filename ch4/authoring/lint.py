"""What can be said of a question's files without running an answer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from ch4.authoring.proof import Problem
from ch4.course import Course, Question

HINTS = 3
MISTAKES = 5


def lint(course: Course, questions: Iterable[Question]) -> tuple[Problem, ...]:
    """Missing hints, criteria without a sentence, mistakes without an explanation, too few mistakes."""
    return tuple(
        Problem(question.address, "form", name, problem)
        for question in questions
        for name, problem in _of_question(course, question)
    )


def _of_question(course: Course, question: Question) -> Iterator[tuple[str, str]]:
    if len(question.hints) != HINTS:
        yield "course.toml", f"has {len(question.hints)} hints; {HINTS} go from a nudge to nearly there"
    if not question.has_code:
        return
    if not course.prompt(question):
        yield course.stub(question).name, "has no docstring: it is the question's prompt"
    grader = course.grader(question)
    functions = _functions(grader)
    tests = [function for function in functions if function.name.startswith("test_")]
    for test in tests:
        if not ast.get_docstring(test):
            yield f"{grader.name}::{test.name}", "has no docstring: it is the sentence that the learner reads"
    mistakes = [thing for thing in functions if _is_mistake(thing)]
    if len(mistakes) < MISTAKES:
        yield grader.name, f"knows {len(mistakes)} mistakes; {MISTAKES} are the least"
    for mistake in mistakes:
        if not ast.get_docstring(mistake):
            yield f"{grader.name}::{mistake.name}", "has no docstring: it is the explanation"


def _functions(path: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def _is_mistake(thing: ast.FunctionDef | ast.ClassDef) -> bool:
    called = [d.func for d in thing.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(function, ast.Name) and function.id == "mistake" for function in called)
