"""What stands in the way, told to a notebook in one line: no traceback of ours, whatever happens.

with told():
    raise NoWorkspace("there is no workspace here", todo="make one with `ch4 init`")
                        → ch4: there is no workspace here: make one with `ch4 init`
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ch4.errors import Ch4Error


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the square button: still an error of the cell, so that no cell waiting behind it is run."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a traceback's place."""
        return ["ch4: interrupted; what was finished is kept"]


@contextmanager
def told() -> Iterator[None]:
    """Turn what goes wrong inside into a line on standard error."""
    try:
        yield
    except Ch4Error as error:
        say(str(error))
    except KeyboardInterrupt:
        raise Interrupted from None
    except Exception as error:
        if os.environ.get("CH4_DEBUG"):
            raise
        say(f"{type(error).__name__}: {error}: a fault in ch4 itself; CH4_DEBUG=1 shows where")


def say(text: str) -> None:
    """One line on the cell's standard error."""
    print(f"ch4: {' '.join(text.split())}", file=sys.stderr)
