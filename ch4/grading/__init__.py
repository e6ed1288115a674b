"""What a grader file imports, and nothing else is promised.

    from ch4.grading import criterion, expect, in_worker, mistake, nit

    def test_adds_both(answer, solution):
        \"""The result is the sum of both.\"""
        expect(answer.add(2, 3)).equals(solution.add(2, 3))

    @mistake("add")
    def multiplies(a, b):
        \"""You multiply where the question asks for a sum.\"""
        return a * b

A grader is an ordinary pytest file. Each test is one criterion and its docstring the sentence that the
learner reads. Fixtures: `answer`, `solution`, `generator` (a seeded `torch.Generator`), `device`, `mnist`,
`measure` (keeps what was measured) and `say` (a remark that is shown even with a pass).
"""

from __future__ import annotations

from ch4.grading.answer import Answer, Result, in_worker
from ch4.grading.criterion import criterion, nit
from ch4.grading.expect import expect
from ch4.grading.mistakes import mistake

__all__ = ["Answer", "Result", "criterion", "expect", "in_worker", "mistake", "nit"]
