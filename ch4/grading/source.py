"""Taking a function or a class out of a grader's file, as source that stands on its own."""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType
from typing import Any

from ch4.errors import BrokenCourse


@functools.cache
def self_contained(thing: Callable[..., Any], name: str, base: str | None = None) -> str:
    """The source of a function or a class under this name, without decorators, with the imports it needs.

    A class derives from `base`, if one is given; that may be what has had its name before.

    It may use modules that its file imports and nothing else from there; raises `BrokenCourse` otherwise,
    with the name that it must not use.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    definition = tree.body[0]
    assert isinstance(definition, (ast.FunctionDef, ast.ClassDef))
    definition.decorator_list = []
    definition.name = name
    # A function knows the names around it; a class only knows its module's name.
    around = getattr(thing, "__globals__", None) or vars(sys.modules[thing.__module__])
    imports = []
    for used in sorted(_globals_in(compile(ast.unparse(tree), "<source>", "exec"))):
        value = around.get(used)
        if isinstance(value, ModuleType):
            imports.append(f"import {value.__name__} as {used}")
        elif used in around and not hasattr(builtins, used):
            raise BrokenCourse(
                f"{inspect.getfile(thing)}: {thing.__name__} uses {used}, which stays behind in the grader",
                todo="define it inside, or pass it as an argument",
            )
    if base and isinstance(definition, ast.ClassDef):
        definition.bases = [ast.Name(base)]
    return "\n".join([*imports, ast.unparse(tree), ""])


def names_used(source: str, function: str) -> tuple[str, ...]:
    """The names that a probe takes from its first parameter, the answer, in the order they stand there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function and node.args.args:
            answer = node.args.args[0].arg
            names = [
                n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and _is_name(n.value, answer)
            ]
            return tuple(dict.fromkeys(names))
    return ()


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _globals_in(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_in(constant)
