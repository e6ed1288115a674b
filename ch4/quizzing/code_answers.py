"""Code in an open answer: made into the question's function, and judged by the question's own grader.

code_in("I'd use `[n * 2 for n in xs if n % 2]`")     → "[n * 2 for n in xs if n % 2]"
as_file(code, item.code)                               → "def double_odds(xs):\\n    return [n * 2 …]"
"""

from __future__ import annotations

import ast
import builtins
import re
import tempfile
import textwrap
from pathlib import Path

from msgspec import structs

from ch4.course import Course
from ch4.quizzing.items import CodeAnswer, OpenItem
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.quizzing.rubric import Reading, judge, mark, mark_open, reading, says_nothing
from ch4.report import MistakeNote, QuestionResult, Verdict
from ch4.worker import Workers

_FENCED = re.compile(r"```[a-z]*\n?(.*?)```", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(r"`([^`\n]+)`")
_KNOWN_MODULES = {
    "torch": "import torch",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "tensor": "from torch import tensor",
    "arange": "from torch import arange",
    "array": "from numpy import array",
}


def code_in(answer: str) -> str | None:
    """The Python that an answer holds: its fenced blocks, else its last piece in backticks that computes
    something, else the whole answer, or its last lines, if that is Python."""
    if fenced := [textwrap.dedent(block) for block in _FENCED.findall(answer)]:
        return _python("\n".join(fenced))
    for piece in reversed(_INLINE.findall(answer)):
        if (code := _python(piece)) and not _is_mention(code):
            return code
    lines = answer.strip().splitlines()
    for start in range(len(lines)):
        if (code := _python("\n".join(lines[start:]))) and not _is_mention(code):
            return code
    # "double_odds = [2*n for n in nums if n%2]" after a colon in running text
    for _, _, rest in (line.partition(": ") for line in lines):
        if (code := _python(rest)) and not _is_mention(code):
            return code
    return None


def as_file(code: str, wanted: CodeAnswer) -> str | None:
    """The answer's file that this code amounts to, or None where nothing in it can be the function."""
    tree = ast.parse(code)
    imports = "\n".join(line for name, line in _KNOWN_MODULES.items() if name in _names_read(tree))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if functions:
        main = functions[-1].name
        body = [node for node in tree.body if not isinstance(node, ast.Expr)]
        source = ast.unparse(ast.Module(body, []))
        return f"{imports}\n{source}\n{wanted.function} = {main}\n"
    last = tree.body[-1]
    if isinstance(last, (ast.Assign, ast.Expr)) and isinstance(last.value, ast.Lambda):
        before = ast.unparse(ast.Module(tree.body[:-1], []))
        return f"{imports}\n{before}\n{wanted.function} = {ast.unparse(last.value)}\n"
    return _as_body(tree, wanted, imports)


def mark_with_code(item: OpenItem, answer: str, course: Course, workers: Workers) -> Mark:
    """Mark an open answer, with the code in it run by the question's grader."""
    found = reading(item, answer)
    code = code_in(answer) if item.code and not says_nothing(item, answer) else None
    source = as_file(code, item.code) if code and item.code else None
    if not source or not item.code:
        return mark_open(item, answer)
    result = _judged(source, item, course, workers)
    if result.verdict.is_right:
        covered = tuple(p for p in item.point if p in found.covered or p.name in item.code.points)
        better = Reading(covered, tuple(p for p in item.point if p not in covered), found.shown)
        return mark(item, better, judge(item, better))
    return _mark_failed(item, found, result)


def _mark_failed(item: OpenItem, found: Reading, result: QuestionResult) -> Mark:
    """What the code was to show counts as missing; what the words say still counts."""
    assert item.code
    failed = next(c for c in result.criteria if not c.verdict.satisfies)
    note = failed.mistake or MistakeNote(failed.name, f"your code was run: {failed.message}")
    covered = tuple(point for point in found.covered if point.name not in item.code.points)
    rest = Reading(covered, tuple(p for p in item.point if p not in covered), found.shown)
    verdict = judge(item, rest)
    if failed.mistake and failed.mistake.name in item.code.slips:
        verdict = QuizVerdict.NIT
    elif result.verdict is Verdict.FAIL and verdict is QuizVerdict.REVIEW:
        verdict = QuizVerdict.WRONG
    elif result.verdict is not Verdict.FAIL and not found.wrongs() and verdict is QuizVerdict.WRONG:
        verdict = QuizVerdict.REVIEW  # it may be a sketch, or of a form that was not understood
    return structs.replace(mark(item, rest, verdict), mistake=note, explanation=note.explanation)


def _judged(source: str, item: OpenItem, course: Course, workers: Workers) -> QuestionResult:
    from ch4.grading.session import Options, check  # pytest: only where code is to be run

    question = course.question(item.address)
    with tempfile.TemporaryDirectory(prefix="ch4-quiz-") as folder:
        path = Path(folder) / f"{question.stem}.py"
        path.write_text(source, encoding="utf-8")
        report = check(course, [question], lambda _: path, workers, Options(root=Path(folder)))
    return report.questions[0]


def _as_body(tree: ast.Module, wanted: CodeAnswer, imports: str) -> str | None:
    """Statements become the function's body, names that nothing gives a value to its parameters."""
    own = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    body = [node for node in tree.body if node not in own]
    if not body:
        return None
    last = body.pop()
    if isinstance(last, ast.Expr):
        value: ast.expr = last.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print":
            value = value.args[0] if value.args else value
        body = [*body, ast.Return(value)]
    elif isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
        body = [*body, last, ast.Return(ast.Name(last.targets[0].id, ast.Load()))]
    else:
        return None
    given = {
        n.id
        for node in body
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    free = [
        n
        for n in _names_read(tree)
        if n not in given and n not in _KNOWN_MODULES and not hasattr(builtins, n)
    ]
    body = [node for node in body if not _gives_data(node, wanted)]
    data = [t.id for node in tree.body if _gives_data(node, wanted) for t in node.targets]  # type: ignore[attr-defined]
    parameters = free or data
    if len(parameters) != len(wanted.parameters):
        return None
    function = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    head = f"def {wanted.function}({', '.join(parameters)}):"
    lines = [imports, ast.unparse(ast.Module([*own], [])), head, textwrap.indent(function, "    ")]
    return "\n".join(lines) + "\n"


def _gives_data(node: ast.stmt, wanted: CodeAnswer) -> bool:
    """`numbers = [1, 2, 3]`: an example of what the function would be given."""
    if not wanted.parameters or not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        named = node.value
        return isinstance(named, ast.Call) and isinstance(named.func, ast.Name) and named.func.id == "range"
    return all(isinstance(target, ast.Name) for target in node.targets)


def _names_read(tree: ast.AST) -> list[str]:
    """Names in the order they stand in the text, each once; loop variables of comprehensions left out."""
    stored = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    stored |= {a.arg for node in ast.walk(tree) if isinstance(node, ast.Lambda) for a in node.args.args}
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    names.sort(key=lambda name: (name.lineno, name.col_offset))
    return [name for name in dict.fromkeys(name.id for name in names) if name not in stored]


def _python(text: str) -> str | None:
    text = re.sub(r"^\s*(>>>|\.\.\.|In \[\d+\]:) ?", "", text, flags=re.MULTILINE).strip("\n")
    try:
        return textwrap.dedent(text) if ast.parse(textwrap.dedent(text)).body else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_mention(code: str) -> bool:
    """A name, a number or a finished list computes nothing; neither does a word that happens to be Python."""
    return all(isinstance(node, ast.Expr) and _is_plain(node.value) for node in ast.parse(code).body)


def _is_plain(value: ast.expr) -> bool:
    if isinstance(value, (ast.Name, ast.Attribute, ast.Tuple)):
        return True
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True
