"""The proof of a course, as plain data: a row for each question, and everything that went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ch4.authoring.verify import Kind, Outcome
from ch4.course import Question

SCHEMA = "ch4.proof/1"
KINDS: tuple[Kind, ...] = ("solution", "stub", "mistake", "right", "wrong", "mutant", "quiz")


class Count(msgspec.Struct, frozen=True):
    """How many were tried, and how many were judged as they should be."""

    tried: int
    good: int


class Problem(msgspec.Struct, frozen=True):
    """A trial that was not judged as it should be; a mutant that survives is one too."""

    address: str
    kind: str
    name: str
    problem: str


class Row(msgspec.Struct, frozen=True):
    """One question: counts by kind, mutants argued equivalent, and seconds of a check of its solution."""

    address: str
    counts: dict[str, Count]
    equivalent: int
    seconds: float


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `ch4 course verify`. `caught` is the share of mutants caught or argued equivalent."""

    schema: str = SCHEMA
    course: str
    seeds: int
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    caught: float | None

    def holds(self, least_caught: float) -> bool:
        """Whether every verdict was right, and enough mutants were caught."""
        wrong = [problem for problem in self.problems if problem.kind != "mutant"]
        return not wrong and (self.caught is None or self.caught >= least_caught)


def prove(
    course: str,
    questions: Iterable[Question],
    outcomes: Iterable[Outcome],
    equivalent: dict[str, int],
    lint: Iterable[Problem],
    seeds: int,
) -> Proof:
    """Gather outcomes into a proof; `equivalent` counts the mutants of each address that were not tried."""
    by_address: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_address.setdefault(outcome.trial.address, []).append(outcome)
    rows = tuple(
        _row(question.address, by_address.get(question.address, []), equivalent.get(question.address, 0))
        for question in questions
        if question.has_code or question.address in by_address
    )
    problems = [
        Problem(outcome.trial.address, outcome.trial.kind, outcome.trial.name, outcome.problem)
        for row in rows
        for outcome in sorted(by_address.get(row.address, []), key=lambda o: KINDS.index(o.trial.kind))
        if outcome.problem
    ]
    mutants = [row.counts["mutant"] for row in rows]
    tried, good = sum(count.tried for count in mutants), sum(count.good for count in mutants)
    argued = sum(row.equivalent for row in rows)
    return Proof(
        course=course,
        seeds=seeds,
        rows=rows,
        problems=(*lint, *problems),
        caught=(good + argued) / (tried + argued) if tried else None,
    )


def _row(address: str, outcomes: list[Outcome], equivalent: int) -> Row:
    def count(kind: Kind) -> Count:
        of_kind = [outcome for outcome in outcomes if outcome.trial.kind == kind]
        return Count(len(of_kind), sum(1 for outcome in of_kind if not outcome.problem))

    seconds = [outcome.seconds for outcome in outcomes if outcome.trial.kind == "solution"]
    return Row(
        address, {kind: count(kind) for kind in KINDS}, equivalent, round(max(seconds, default=0.0), 3)
    )


def to_json(proof: Proof) -> bytes:
    data: Any = msgspec.to_builtins(proof)
    return msgspec.json.format(msgspec.json.encode(data), indent=2)
