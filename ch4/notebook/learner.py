"""What learners call in their notebooks, or in any Python: `ch4.check`.

ch4.check("question 9")         the saved answer, checked once more
ch4.check("12-15", "r2")        several
ch4.check()                     everything not yet passed
"""

from __future__ import annotations

from ch4.device import CHOICES
from ch4.errors import WrongUsage
from ch4.notebook.desk import Desk
from ch4.notebook.told import say, told
from ch4.report.shown import Shown


def check(*words: str | int, device: str = "auto", seed: int = 0) -> Shown | None:
    """Check answers of the workspace, as `ch4 check` does; the report, which shows itself.

    What stands in the way is told in one line, and then there is no report: None.
    """
    with told():
        if device not in CHOICES:
            raise WrongUsage(f"there is no device {device!r}", todo=f"name one of {', '.join(CHOICES)}")
        desk = Desk.find()
        questions = [desk.course.question(address) for address in desk.course.parse(*map(str, words))]
        report, complaint = desk.check(questions, device=device, seed=int(seed))
        if complaint:
            say(complaint)
        return Shown(report)
    return None
