"""Errors made for their reader: what is wrong, where, and what to do next.

    raise NoWorkspace("there is no workspace in /home/ada", todo="make one with `ch4 init`")

`ch4.cli` turns each into one line and an exit code, in one place.
"""


class Ch4Error(Exception):
    """The family. `exit_code` 2: the words were wrong. 3: the machine or the course is at fault."""

    exit_code = 3

    def __init__(self, what: str, *, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what}: {self.todo}" if self.todo else self.what


class UnknownAddress(Ch4Error):
    """Words that name no question of this course."""

    exit_code = 2


class NoWorkspace(Ch4Error):
    """No learner's folder where one is needed."""

    exit_code = 2


class WrongUsage(Ch4Error):
    """An option or a combination of options that makes no sense."""

    exit_code = 2


class BrokenCourse(Ch4Error):
    """The course on disk contradicts itself; for its author to mend."""


class MachineFault(Ch4Error):
    """This machine lacks, or forbids, what the command needs."""
