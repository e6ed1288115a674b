"""Proving the quiz: keys are right, snippets do what their items say, and no choice gives itself away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ch4.authoring.verify import Outcome, Trial
from ch4.course import Course, Question
from ch4.errors import BrokenCourse
from ch4.quizzing.closed import Response, completed, correct_response, mark_closed
from ch4.quizzing.items import (
    Bug,
    Choice,
    ClosedItem,
    Complete,
    Item,
    Items,
    Match,
    Multiple,
    Number,
    OpenItem,
    Order,
    Prints,
    Single,
    TrueFalse,
)
from ch4.quizzing.mark import QuizVerdict
from ch4.quizzing.rubric import mark_open
from ch4.quizzing.runner import Runner


def verify_quiz(course: Course, questions: Iterable[Question]) -> Iterator[Outcome]:
    """One outcome an item, and one a question for what its file lacks. A course without quiz has none."""
    items = Items(course)
    with Runner(course) as runner:
        for question in questions:
            if not course.quiz(question).is_file() and not course.standard.quiz:
                continue
            try:
                found = items.of(question.address)
            except BrokenCourse as error:
                yield _outcome(question, course.quiz(question).name, error.what)
                continue
            if len(found) < course.standard.quiz:
                lacks = f"has {len(found)} items; {course.standard.quiz} are asked"
                yield _outcome(question, course.quiz(question).name, lacks)
            for item in found:
                yield _outcome(question, item.name, next(_problems(item, course, runner), ""))


def _outcome(question: Question, name: str, problem: str) -> Outcome:
    return Outcome(Trial(question.address, "quiz", name, b"", ()), problem, 0.0)


def _problems(item: Item, course: Course, runner: Runner) -> Iterator[str]:
    if isinstance(item, OpenItem):
        yield from _of_open(item, course, runner)
        return
    if mark_closed(item, correct_response(item)).verdict is not QuizVerdict.RIGHT:
        yield "its own key is marked wrong"
    for response in _wrong_responses(item):
        if mark_closed(item, response).verdict is not QuizVerdict.WRONG:
            yield f"{response!r} is marked right"
    if isinstance(item, (Single, Multiple, TrueFalse)):
        yield from _of_choices(item.reason if isinstance(item, TrueFalse) else item.choice)
    if isinstance(item, (Prints, Bug, Complete)):
        yield from _of_code(item, runner)


def _of_open(item: OpenItem, course: Course, runner: Runner) -> Iterator[str]:
    mark = mark_open(item, item.model)
    if mark.verdict is not QuizVerdict.RIGHT:
        why = mark.mistake.name if mark.mistake else "; ".join(mark.missing)
        yield f"the model answer is marked {mark.verdict}: {why}"
    for nothing in ("", "I don't know", item.prompt):
        if mark_open(item, nothing).verdict is not QuizVerdict.WRONG:
            yield f"{nothing!r} is not marked wrong"
    if item.drawing:
        solution = course.solution(course.question(item.address))
        curve = runner.curve(solution, item.drawing.function, item.drawing.x)
        if curve is None:
            yield f"the solution has no curve called {item.drawing.function}"
        elif any(abs(a - b) > item.drawing.tolerance / 4 for a, b in zip(curve, item.drawing.y, strict=True)):
            yield "the drawing is not the solution's curve"


def _of_choices(choices: tuple[Choice, ...]) -> Iterator[str]:
    texts = [choice.text for choice in choices]
    if len(set(texts)) < len(texts):
        yield "two choices say the same"
    rights = [len(choice.text) for choice in choices if choice.right]
    wrongs = [len(choice.text) for choice in choices if not choice.right]
    if wrongs and min(rights) > max(wrongs):
        yield "what is right is longer than every wrong choice"


def _of_code(item: Prints | Bug | Complete, runner: Runner) -> Iterator[str]:
    match item:
        case Prints():
            printed, problem = runner.run(item.code)
            if problem:
                yield f"its code fails: {problem}"
            elif mark_closed(item, printed).verdict is not QuizVerdict.RIGHT:
                yield f"its code prints {printed!r}"
        case Bug():
            if runner.problem(f"{item.code}\n{item.check}\n") is None:
                yield "its check does not see the mistake"
            lines = item.code.split("\n")
            lines[item.line - 1] = item.mended
            if problem := runner.problem("\n".join([*lines, item.check, ""])):
                yield f"mended, it still fails: {problem}"
        case Complete():
            if problem := runner.problem(f"{completed(item, item.answer)}\n{item.check}\n"):
                yield f"completed, it fails: {problem}"
            for wrong in item.wrong:
                if runner.problem(f"{completed(item, wrong.text)}\n{item.check}\n") is None:
                    yield f"its check does not see that {wrong.text!r} is wrong"


def _wrong_responses(item: ClosedItem) -> Iterator[Response]:
    match item:
        case Single():
            yield from (i for i, choice in enumerate(item.choice) if not choice.right)
        case Multiple():
            yield frozenset(range(len(item.choice))) if not all(c.right for c in item.choice) else frozenset()
        case TrueFalse():
            yield from ((item.answer, i) for i, reason in enumerate(item.reason) if not reason.right)
            yield from ((not item.answer, i) for i in range(len(item.reason)))
        case Order():
            yield tuple(reversed(range(len(item.step))))
        case Match():
            yield tuple(reversed(range(len(item.pair))))
        case Number() | Bug():
            yield from (f"{wrong.value:.12g}" for wrong in item.wrong)
        case _:
            yield from (wrong.text for wrong in item.wrong)
