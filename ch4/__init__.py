"""A tutor that checks a learner's code and answers, question by question.

    %load_ext ch4                   in a notebook: `%%answer question 9` and `%%quiz question 9`
    ch4.check("question 9")         in a workspace: the report, which shows itself

The engine knows no chapter: everything about one is in its *course*, four folders and one file.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ch4.report.shown import Shown

try:
    __version__ = version("ch4")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0"

__all__ = ["__version__", "check", "load_ipython_extension"]

# Named, not imported: whoever imports `ch4` for its version pays for no more.


def check(*words: str | int, device: str = "auto", seed: int = 0) -> Shown | None:
    """Check answers of the workspace, as `ch4 check` does: everything not yet passed, or what is named.

    The report shows itself, in a notebook as HTML. None where there is none; what stood in the way was told.
    """
    module = import_module("ch4.notebook.learner")
    return cast("Shown | None", module.check(*words, device=device, seed=seed))


def load_ipython_extension(shell: object) -> None:
    """What `%load_ext ch4` calls."""
    import_module("ch4.notebook.magics").load(shell)
