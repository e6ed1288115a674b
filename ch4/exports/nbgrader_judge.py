"""How `ch4` takes part in `nbgrader autograde`. `nbgrader_config.py` says:

    from ch4.exports.nbgrader_judge import configure
    configure(get_config())                             course, device, seed, execute: see `Judge`

nbgrader runs a submission in a kernel and believes what the check cells show there; but a kernel is its
owner's, who can make it show anything, and it runs with the instructor's rights. So here a notebook of `ch4`
meets no kernel: `ch4 check` judges the text of its cells, outside, and the outputs of the check cells, from
which nbgrader reads the scores, are written by `Judge`. What a submission says of itself (its cells' kinds,
names and points, its outputs) counts for nothing: `RestoreCells` puts back what the gradebook knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.converters import Autograde  # type: ignore[import-untyped]
from nbgrader.preprocessors import (  # type: ignore[import-untyped]
    Execute,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Bool, Integer, Unicode
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from ch4.course import Course, Question
from ch4.errors import BrokenCourse
from ch4.exports.nbgrader_notebook import SCHEMA_VERSION, Called, answer_id, called
from ch4.notebook import Text, asked_names, gather, judge_texts, rendered
from ch4.report import QuestionResult, Verdict
from ch4.worker import isolation

_Resources: TypeAlias = dict[str, Any]  # nbconvert's own; each preprocessor puts in what it likes
_Converted: TypeAlias = tuple[NotebookNode, _Resources]

_UNJUDGED = "ch4_unjudged"


def configure(
    config: Config, *, course: str = "", device: str = "auto", seed: int = 0, execute: bool = False
) -> None:
    """Have `nbgrader autograde` judge by `ch4`; notebooks without its check cells are graded as ever."""
    config.Autograde.sanitize_preprocessors = [RestoreCells, *_steps(config, "sanitize_preprocessors")]
    ours = {Execute: Judge, SaveAutoGrades: SaveJudged}
    steps = [ours.get(step, step) for step in _steps(config, "autograde_preprocessors")]
    config.Autograde.autograde_preprocessors = steps if Judge in steps else [Judge, *steps]
    config.Judge.merge({"course": course, "device": device, "seed": seed, "execute": execute})


def _steps(config: Config, name: str) -> list[type]:
    """What nbgrader would do: as configured so far, else its default."""
    default = list(getattr(Autograde(), name))
    chosen = config.Autograde.get(name, default)
    return list(chosen.get_value(default) if isinstance(chosen, LazyConfigValue) else chosen)


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts back, in a notebook of `ch4`, what the gradebook knows of each cell; what it does not know is not
    graded. nbgrader itself gives up on a submission whose metadata contradicts the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: _Resources) -> _Converted:
        known = _Known.of(resources)
        if not known.checks:
            return nb, resources
        missing = dict(known.cells)
        # The last of several with one name counts, as everywhere in nbgrader.
        for cell in reversed(nb.cells):
            said = cell.metadata.pop("nbgrader", None)
            name = said.get("grade_id") if isinstance(said, dict) else None
            if isinstance(name, str) and (restored := missing.pop(name, None)):
                cell.metadata["nbgrader"] = restored.metadata.nbgrader
        nb.cells += missing.values()
        return nb, resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Has `ch4 check` judge the text of the cells, and writes what the check cells show.

    A kernel is started only where a notebook has other cells to grade, or by `execute`, to show a person what
    the cells show; and only after everything is judged.
    """

    course = Unicode(help="The course's folder; else the nearest, else the one of ch4.").tag(config=True)
    device = Unicode("auto", help="As of `ch4 check`.").tag(config=True)
    seed = Integer(0, help="As of `ch4 check`.").tag(config=True)
    execute = Bool(False, help="When all is judged, run the cells, with your rights.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: _Resources) -> _Converted:
        known = _Known.of(resources)
        if not known.checks:
            return _converted(Execute(parent=self)(nb, resources))
        # What learners wrote runs as this user: it must not reach into the process that keeps the scores.
        with isolation.hidden():
            results = self._results(nb, known.checks)
            if self.execute or known.has_others:
                self._execute(nb, resources, known)
        for cell in nb.cells:
            if result := results.get(_name(cell)):
                _show(result, cell)
        resources[_UNJUDGED] = {name for name, result in results.items() if result.verdict is Verdict.SKIPPED}
        return nb, resources

    def _execute(self, nb: NotebookNode, resources: _Resources, known: _Known) -> None:
        try:
            _ExecuteOthers(parent=self, skipped=frozenset(known.checks))(nb, resources)
        except Exception as error:
            if known.has_others:
                raise  # nbgrader takes a cell to grade that shows nothing for a right one
            self.log.warning("the kernel did not come to the end of the notebook: %s", error)

    def _results(self, nb: NotebookNode, checks: Mapping[str, Called]) -> dict[str, QuestionResult]:
        course = Course.load(Path(self.course)) if self.course else Course.find(Path.cwd())
        asked = {name: _question(course, call) for name, call in checks.items()}
        texts = {question: _text(nb, name, question, course, checks) for name, question in asked.items()}
        self.log.info("ch4 judges %d answers", len(texts))
        results = judge_texts(course, texts, device=self.device, seed=self.seed)
        return {name: results[question] for name, question in asked.items()}


class SaveJudged(SaveAutoGrades):  # type: ignore[misc]
    """Leaves to a person what this machine could not judge: that it has no GPU is not the learner's fault."""

    def _add_score(self, cell: NotebookNode, resources: _Resources) -> None:
        super()._add_score(cell, resources)
        if _name(cell) in resources.get(_UNJUDGED, ()):
            learner = resources["nbgrader"]["student"]
            grade = self.gradebook.find_grade(_name(cell), self.notebook_id, self.assignment_id, learner)
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


class _ExecuteOthers(Execute):  # type: ignore[misc]
    """nbgrader's own way, which leaves out the cells that are judged."""

    skipped: frozenset[str] = frozenset()

    def __init__(self, *, skipped: frozenset[str] = frozenset(), **settings: object) -> None:
        super().__init__(**settings)
        self.skipped = skipped

    def preprocess_cell(self, cell: NotebookNode, resources: _Resources, index: int) -> _Converted:
        if _name(cell) in self.skipped:
            return cell, resources
        return _converted(super().preprocess_cell(cell, resources, index))


@dataclass(frozen=True)
class _Known:
    """What the gradebook knows of a notebook: the instructor's word, and not the learner's.

    `cells` are those of the release, by name; `checks` what those of `ch4` ask for. `has_others`: there are
    more cells that get a score without a person.
    """

    cells: Mapping[str, NotebookNode]
    checks: Mapping[str, Called]
    has_others: bool

    @classmethod
    def of(cls, resources: _Resources) -> _Known:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
            solutions = {cell.name for cell in notebook.solution_cells}
            grades = {cell.name: cell.max_score for cell in notebook.grade_cells}
            tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
            cells = {
                cell.name: _restored(
                    cell,
                    grade=cell.name in grades,
                    solution=cell.name in solutions,
                    task=cell.name in tasks,
                    points=grades.get(cell.name, tasks.get(cell.name)),
                )
                for cell in notebook.source_cells
            }
        autograded = grades.keys() - solutions
        calls = {name: called(cells[name].source) for name in autograded}
        checks = {name: call for name, call in calls.items() if call}
        return cls(cells, checks, has_others=len(checks) < len(autograded))


def _restored(cell: Any, *, points: float | None, **kinds: bool) -> NotebookNode:
    """The cell as it was released."""
    new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    about = {"schema_version": SCHEMA_VERSION, "grade_id": cell.name, "locked": cell.locked, **kinds}
    about |= {"cell_type": cell.cell_type, "checksum": cell.checksum}
    about |= {} if points is None else {"points": points}
    return new(cell.source, metadata={"nbgrader": about})  # type: ignore[no-untyped-call, no-any-return]


def _question(course: Course, call: Called) -> Question:
    if call.course != course.name:
        raise BrokenCourse(
            f"the notebook is of the course {call.course!r}, and {course.root} is {course.name!r}",
            todo="name the folder of that course in nbgrader_config.py: configure(get_config(), course=…)",
        )
    (address,) = course.parse(call.address)
    return course.question(address)


def _text(
    nb: NotebookNode, name: str, question: Question, course: Course, checks: Mapping[str, Called]
) -> Text:
    """The answer's cell, with what it uses of the cells that a kernel would have run before the check."""
    places = {_name(cell): place for place, cell in enumerate(nb.cells)}
    own = places.get(answer_id(question.address))
    if own is None:
        raise BrokenCourse(
            f"the notebook has no cell {answer_id(question.address)!r}", todo="give the answer's cell that id"
        )
    last = max(own, places.get(name, own))
    run = [place for place in range(last + 1) if _is_theirs(nb.cells[place], checks)]
    return gather([nb.cells[place].source for place in run], run.index(own), asked_names(course, question))


def _is_theirs(cell: NotebookNode, checks: Mapping[str, Called]) -> bool:
    return cell.cell_type == "code" and _name(cell) not in checks


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _show(result: QuestionResult, cell: NotebookNode) -> None:
    """Write the outputs of a check cell as a kernel would; nbgrader reads the score from the last."""
    most = float(cell.metadata.nbgrader["points"])
    score = result.points
    if result.max_points not in (0, most):  # the instructor has given the question other points
        score = round(score / result.max_points * most, 4)
    cell.outputs = [
        new_output("stream", name="stdout", text=rendered(result)),  # type: ignore[no-untyped-call]
        new_output("execute_result", {"text/plain": repr(min(score, most))}),  # type: ignore[no-untyped-call]
    ]


def _converted(outcome: tuple[NotebookNode, _Resources]) -> _Converted:
    return outcome
