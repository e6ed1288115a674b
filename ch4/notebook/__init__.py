"""Answers in notebooks: a learner's own, and those of a course that nbgrader grades.

    check("question 9")         in nbgrader's notebooks: judge the cell above, show it, give the points
    gather, judge_texts         text of cells becomes an answer, and is judged

`%load_ext ch4` is `magics`, `ch4.check` is `learner`, `ch4 init --notebook` is `workbook`, and `cells` reads
notebooks as files. A kernel is the learner's. Nothing is judged in it: a process of its own gets the text.
"""

from ch4.notebook.judged import asked_names, judge_texts, rendered
from ch4.notebook.kernel import check
from ch4.notebook.source import Text, gather

__all__ = ["Text", "asked_names", "check", "gather", "judge_texts", "rendered"]
