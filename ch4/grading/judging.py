"""One question while its grader runs: the answer, the solution, and what was found so far."""

from __future__ import annotations

import time
from pathlib import Path

from ch4.grading.answer import FILE, CallFailed, JudgedAnswer, LocalAnswer
from ch4.grading.verdicts import failed_call
from ch4.report import CriterionResult, Verdict


class Judging:
    """The state of one question. `results` are its criteria in their order, the one of loading first."""

    def __init__(self, answer: JudgedAnswer, file: Path, solution: Path, seed: int) -> None:
        self.answer = answer
        self.file = file
        self.seed = seed
        self.results: dict[str, CriterionResult] = {}
        self.started = time.perf_counter()
        self._weights: dict[str, float] = {}
        self._free: set[str] = set()
        self._solution = solution
        self._local: LocalAnswer | None = None
        self._runs: bool | None = None
        self._criterion_seed = seed

    @property
    def solution(self) -> LocalAnswer:
        if self._local is None:
            self._local = LocalAnswer.load(self._solution, self.seed)
            self._local.begin(self._criterion_seed)
        return self._local

    def load(self) -> bool:
        """Run the answer's file when first asked; whether it ran. If not, that is the first result."""
        if self._runs is None:
            unloaded = self._load()
            self._runs = unloaded is None
            if unloaded:
                self.add(unloaded)
        return self._runs

    def begin(self, seed: int) -> None:
        """A new criterion, with random numbers that do not depend on those before it."""
        self._criterion_seed = seed
        self.answer.begin(seed)
        if self._local:
            self._local.begin(seed)

    def add(self, result: CriterionResult, weight: float = 1.0, *, is_free: bool = False) -> None:
        """Keep a result. A free one, which this machine cannot judge, costs no points."""
        self.results[result.name] = result
        self._weights[result.name] = weight
        if is_free:
            self._free.add(result.name)

    def is_free(self, result: CriterionResult) -> bool:
        return result.name in self._free

    @property
    def share(self) -> float:
        """The part of the question's points that is earned."""
        counted = [name for name in self.results if name not in self._free]
        total = sum(self._weights[name] for name in counted)
        earned = sum(self._weights[name] for name in counted if self.results[name].verdict.is_right)
        return earned / total if total else 0.0

    def _load(self) -> CriterionResult | None:
        if not self.file.is_file():
            message = f"there is no file {self.file.name}; `ch4 init` puts back the stubs that are missing"
            return _unloaded(Verdict.ERROR, message, None)
        failed = self.answer.load()
        # The fork server's own start is not the answer's.
        self.started = time.perf_counter() - self.answer.load_seconds
        return _unloaded(*failed_call(CallFailed(FILE, failed))) if failed else None


def _unloaded(verdict: Verdict, message: str, line: int | None) -> CriterionResult:
    sentence = "The file runs from its first line to its last."
    line = line if line and line > 0 else None
    return CriterionResult(name="loads", sentence=sentence, verdict=verdict, message=message, line=line)
