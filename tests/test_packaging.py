"""What is installed, what it needs, and what may import what."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from factories import REPOSITORY, ch4_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from ch4.cli import cli
from ch4.course import Course

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()
}
NEEDED = [
    need for need in (*CORE, *(need for needs in EXTRAS.values() for need in needs)) if need.name != "ch4"
]
SOURCES = sorted((REPOSITORY / "ch4").rglob("*.py"))

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"authoring", "batch", "diagnosis", "exports"}),
    frozenset({"notebook"}),
    frozenset({"quizzing"}),  # code in an answer in words is graded
    frozenset({"grading"}),
    frozenset({"worker"}),
)
"""The rooms of `ch4/` from the top down; what is not named here lies below them all."""


# -- what is needed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("need", NEEDED, ids=lambda need: need.name)
def test_pyproject_names_ranges_and_constraints_a_version_within(need):
    assert {clause.operator for clause in need.specifier} <= {">=", "<", "!=", "~="}, "a pin in pyproject"
    assert need.specifier, "without a least version"
    assert need.url is None
    tested = _constraints().get(canonicalize_name(need.name))
    assert tested is not None, "not in constraints.txt"
    assert tested in need.specifier


def test_constraints_are_versions_alone():
    for version in _constraints().values():
        assert version.local is None, "a local build, which an index may not have"


def test_every_import_of_the_package_is_declared():
    extras = [need for name, needs in EXTRAS.items() if name != "dev" for need in needs]
    assert _undeclared(SOURCES, [*CORE, *extras]) == {}


@pytest.mark.parametrize("folder", ["exercises", "solutions", "graders", "examples/answers"])
def test_every_import_of_the_course_is_among_the_core_dependencies(folder):
    assert _undeclared(sorted((REPOSITORY / folder).glob("*.py")), CORE) == {}


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_every_import_of_the_tests_is_declared(folder):
    assert _undeclared(sorted((REPOSITORY / folder).glob("*.py")), NEEDED) == {}


# -- what may import what ----------------------------------------------------------------------------------


def test_imports_go_down_only():
    upward = {_shown(path): rooms for path in SOURCES if (rooms := _rooms_not_below(path))}
    assert upward == {}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("ch4.cli", {"torch", "torchvision", "pytest", "rich", "numpy", "matplotlib"}),
        ("ch4.worker", {"torch", "torchvision", "pytest", "_pytest", "rich", "numpy", "click"}),
        ("ch4.worker.__main__", {"torch", "torchvision", "pytest", "_pytest", "rich", "numpy", "click"}),
        ("ch4.report", {"torch", "torchvision", "pytest", "rich", "numpy"}),
    ],
)
def test_an_import_costs_no_more_than_it_must(module, unwanted):
    code = f"import {module}, sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=ch4_environment(), text=True, check=True
    )
    assert unwanted & set(json.loads(run.stdout)) == set()


def test_the_engine_names_no_question_of_this_course():
    questions = Course.load(REPOSITORY).questions
    names = re.compile("|".join(rf"\b{question.stem}\b|^{question.address}$" for question in questions))
    said = {
        (_shown(path), text) for path in SOURCES for text in _names_and_strings(path) if names.search(text)
    }
    assert said == set()


# -- what the README promises ------------------------------------------------------------------------------


def test_ci_runs_the_test_command_of_the_readme():
    install, test = _readme_commands()
    assert "ch4 check" in install
    assert "pytest" in test
    assert test in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_tells_of_every_command():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    rows = " ".join(line for line in readme.splitlines() if line.startswith("| `ch4"))
    told = set(re.findall(r"`ch4 ([a-z]+)", rows))
    assert told == set(cli.list_commands(None))


@pytest.mark.slow
def test_the_example_answers_get_what_the_readme_says(tmp_path):
    """It shows an answer that is right, one with a remark, and wrong ones whose mistake is named."""
    words = ("4", "9", "20", "26", "29", "34", "research 2")
    answers = str(REPOSITORY / "examples" / "answers")
    run = subprocess.run(
        [sys.executable, "-m", "ch4", "check", "--answers", answers, "--format", "json", *words],
        capture_output=True,
        cwd=tmp_path,
        env=ch4_environment() | _data(),
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    questions = {question["address"]: question for question in json.loads(run.stdout)["questions"]}
    assert {address: question["verdict"] for address, question in questions.items()} == {
        "q04": "nit", "q09": "fail", "q20": "fail", "q26": "fail", "q29": "fail", "q34": "pass", "r2": "pass",
    }  # fmt: skip
    for address in ("q09", "q20", "q26"):
        assert any(criterion["mistake"] for criterion in questions[address]["criteria"]), address


# -- what is installed -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Installed:
    """`ch4` from its wheel, in an environment of its own that sees the heavy packages of this one."""

    bin: Path
    package: Path

    def run(self, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = ch4_environment()
        del environment["PYTHONPATH"]  # it would show the checkout
        return subprocess.run(
            [self.bin / "ch4", *words],
            capture_output=True,
            cwd=cwd,
            env=environment,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The sdist, the wheel made from it, and that installed: the way to PyPI and back."""
    root = tmp_path_factory.mktemp("wheel")
    builder, dist = root / "builder", root / "dist"
    _do(sys.executable, "-m", "venv", builder)
    build_system = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    _do(builder / "bin" / "pip", "install", "--quiet", *build_system["requires"])
    _do(builder / "bin" / "python", "-m", "hatchling", "build", "-t", "sdist", "-d", dist, cwd=REPOSITORY)
    wheel_of = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", dist)
    _do(builder / "bin" / "pip", *wheel_of, next(dist.glob("*.tar.gz")))
    _do(sys.executable, "-m", "venv", "--without-pip", root / "venv")
    python = root / "venv" / "bin" / "python"
    _do(builder / "bin" / "pip", "--python", python, "install", "--quiet", "--no-deps", *dist.glob("*.whl"))
    packages = next((root / "venv" / "lib").glob("python*")) / "site-packages"
    # A path in a .pth file is searched last, and .pth files over there (an editable ch4) are not obeyed.
    (packages / "heavy.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(root / "venv" / "bin", packages / "ch4")


@pytest.mark.slow
def test_the_wheel_carries_the_course_and_nothing_else(installed):
    chapter = installed.package / "chapter"
    carried = {path.relative_to(chapter).as_posix() for path in chapter.rglob("*") if path.is_file()}
    folders = ("exercises", "solutions", "graders", "quiz")
    ours = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    ours |= {"course.toml", "mutants.toml"}
    compiled = {path for path in carried if "__pycache__" in path}  # by pip, as it installs
    assert carried - compiled == ours


@pytest.mark.slow
def test_the_wheel_carries_every_file_of_the_engine(installed):
    engine = REPOSITORY / "ch4"
    files = [path.relative_to(engine) for path in sorted(engine.rglob("*")) if path.is_file()]
    files = [path for path in files if "__pycache__" not in path.parts]
    assert files
    assert [path.as_posix() for path in files if not (installed.package / path).is_file()] == []


@pytest.mark.slow
def test_installed_it_says_its_version(installed, tmp_path):
    assert installed.run("--version", cwd=tmp_path).stdout.split()[-1] == PROJECT["version"]


@pytest.mark.slow
def test_installed_it_makes_a_workspace_and_checks_its_stubs(installed, tmp_path):
    made = installed.run("init", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    check = installed.run("check", "9", "--format", "json", cwd=tmp_path)
    assert check.returncode == 1, check.stderr
    assert json.loads(check.stdout)["questions"][0]["verdict"] == "todo"


@pytest.mark.slow
def test_installed_it_passes_its_own_solution(installed, tmp_path):
    check = installed.run(
        "check", "9", "--answers", str(installed.package / "chapter/solutions"), cwd=tmp_path
    )
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.slow
def test_a_module_of_the_learners_own_in_the_working_directory_changes_nothing(installed, tmp_path):
    empty, trap = tmp_path / "empty", tmp_path / "trap"
    for folder in (empty, trap):
        folder.mkdir()
    for name in ("torch", "pytest", "numpy", "msgspec", "random", "ch4"):
        (trap / f"{name}.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    words = ("check", "9", "--answers", str(REPOSITORY / "examples" / "answers"), "--format", "json")
    reports = [_without_times(installed.run(*words, cwd=folder).stdout) for folder in (empty, trap)]
    assert reports[0] == reports[1]


# -- reading the sources -----------------------------------------------------------------------------------


def _constraints() -> dict[str, Version]:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def _shown(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            if node.module == "ch4":
                yield from (f"ch4.{alias.name}" for alias in node.names)


def _undeclared(paths: list[Path], needs: list[Requirement]) -> dict[str, list[str]]:
    """The modules that files import and that no requirement brings, by file."""
    distributions = importlib.metadata.packages_distributions()
    declared = {canonicalize_name(need.name) for need in needs}

    def is_declared(module: str) -> bool:
        return not declared.isdisjoint(
            canonicalize_name(name) for name in distributions.get(module, [module])
        )

    found = {}
    for path in paths:
        beside = {file.stem for file in path.parent.glob("*.py")}
        modules = {name.split(".")[0] for name in _imports(path)} - beside - {"ch4", "benchmarks"}
        wanting = sorted(name for name in modules - sys.stdlib_module_names if not is_declared(name))
        if wanting:
            found[_shown(path)] = wanting
    return found


def _rooms_not_below(path: Path) -> list[str]:
    """The rooms that a file imports from and that lie above its own, or beside it."""
    room = _room(path.relative_to(REPOSITORY).with_suffix("").parts)
    others = {_room(tuple(name.split("."))) for name in _imports(path) if name.startswith("ch4.")} - {room}
    return sorted(other for other in others if _depth(other) < len(LAYERS) and _depth(other) <= _depth(room))


def _room(parts: tuple[str, ...]) -> str:
    """`cli` for `ch4.cli.check`, `course` for `ch4.course`, `` for `ch4` itself."""
    return parts[1] if len(parts) > 1 and parts[1] != "__init__" else ""


def _depth(room: str) -> int:
    return next((depth for depth, rooms in enumerate(LAYERS) if room in rooms), len(LAYERS))


def _names_and_strings(path: Path) -> Iterator[str]:
    """What the code says, docstrings and comments left out."""
    yield path.stem
    tree = _tree(path)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
        for field in ("id", "attr", "name", "arg"):
            if isinstance(name := getattr(node, field, None), str):
                yield name


def _readme_commands() -> list[str]:
    """The lines of the README's first two shell blocks, one command each."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[:2]]


# -- doing -------------------------------------------------------------------------------------------------


def _data() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name == "CH4_DATA"}


def _do(*command: str | Path, cwd: Path | None = None) -> None:
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def _without_times(report: str) -> object:
    def strip(thing: object) -> object:
        if isinstance(thing, dict):
            return {key: strip(value) for key, value in thing.items() if key not in ("started", "seconds")}
        return [strip(each) for each in thing] if isinstance(thing, list) else thing

    return strip(json.loads(report))
