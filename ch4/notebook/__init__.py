"""Answers in a notebook: what a check cell calls, and how a cell becomes an answer that can be judged.

    from ch4.notebook import check
    check("question 9")         in a notebook: judge the cell above, show the report, give the points

The kernel is the learner's. Nothing is judged in it: a process of its own gets the cells' text.
"""

from ch4.notebook.judged import asked_names, judge_texts, rendered
from ch4.notebook.kernel import check
from ch4.notebook.source import Text, gather

__all__ = ["Text", "asked_names", "check", "gather", "judge_texts", "rendered"]
