"""Mutants of a solution: small changes that should make it wrong, so that a grader can be seen to notice.

The operators are mutmut's (numbers, operators, arguments, assignments, keywords), and two of our own that
suit tensor code: a method call is dropped (`x.mean(0)` → `x`), and so is a statement that is only a call.
Docstrings, type hints, `import` lines and the demo under `if __name__ == "__main__"` are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators


@dataclass(frozen=True)
class Mutant:
    """One changed line: its number, its text before and after, and the whole changed source."""

    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        return f"line {self.line}: {self.before} → {self.after}"


def mutants(source: str) -> tuple[Mutant, ...]:
    """Every mutant of this source, each once, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    collector = _Collector()
    wrapper.visit(collector)
    found: dict[str, Mutant] = {}
    for node, changed in collector.changes:
        module = wrapper.module.deep_replace(node, changed)
        assert isinstance(module, cst.Module)
        code = module.code
        if code != source and _compiles(code):
            found.setdefault(code, _mutant(source, code))
    return tuple(sorted(found.values(), key=lambda mutant: (mutant.line, mutant.after)))


_LEFT_ALONE = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)


class _Collector(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self._depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)) or _is_docstring(
            node
        ):
            return False
        if isinstance(node, cst.If) and "__name__" in cst.Module([]).code_for_node(node.test):
            return False
        if isinstance(node, (cst.FunctionDef, cst.Lambda)):
            self._depth += 1
        if self._depth:
            self.changes += [(node, changed) for changed in _changed(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, (cst.FunctionDef, cst.Lambda)):
            self._depth -= 1


def _changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for type_, operator in mutation_operators:
        if isinstance(node, type_):
            changed: Iterable[cst.CSTNode] = operator(node)
            yield from changed
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        yield node.func.value
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        yield node.with_changes(value=cst.Ellipsis())


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString))


def _compiles(code: str) -> bool:
    try:
        compile(code, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _mutant(source: str, code: str) -> Mutant:
    before, after = source.splitlines(), code.splitlines()
    pairs = enumerate(zip(before, after, strict=False), 1)
    line = next((number for number, (one, other) in pairs if one != other), min(len(before), len(after)))
    return Mutant(line, before[line - 1].strip(), after[line - 1].strip() if line <= len(after) else "", code)
