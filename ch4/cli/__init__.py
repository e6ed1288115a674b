"""The `ch4` command. Each family of commands is a module here: parse, call, render, exit code."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys

import click

from ch4 import __version__
from ch4.errors import Ch4Error

# Named, not imported: a command pays for its own imports only.
_COMMANDS = {
    "init": "ch4.cli.learn:init",
    "check": "ch4.cli.check:check",
    "watch": "ch4.cli.watch:watch",
    "show": "ch4.cli.learn:show",
    "hint": "ch4.cli.learn:hint",
    "solution": "ch4.cli.learn:solution",
    "reset": "ch4.cli.learn:reset",
    "status": "ch4.cli.progress:status",
    "next": "ch4.cli.progress:next_",
    "quiz": "ch4.cli.quiz:quiz",
    "grade": "ch4.cli.grade:grade",
    "export": "ch4.cli.export:export",
    "data": "ch4.cli.data:data",
    "doctor": "ch4.cli.doctor:doctor",
    "course": "ch4.cli.course:course",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ch4")
def cli() -> None:
    """Check your code and your answers, question by question."""


def main() -> None:
    """Run `ch4`; the one place where an error becomes a line and an exit code.

    A command returns its exit code, or None for 0.
    """
    # For torch in this process, as `worker.environment` says; read when its OpenMP is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A sign that the terminal's encoding lacks becomes `?`, not an error.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        outcome = cli.main(prog_name="ch4", standalone_mode=False)
        sys.stdout.flush()
    except Ch4Error as error:
        _say(str(error))
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted; what was finished is kept")
        return 130
    except BrokenPipeError:
        _abandon_stdout()
        return 1
    except OSError as error:
        _say(f"this machine refused: {error}")
        _abandon_stdout()
        return 3
    except Exception as error:
        if os.environ.get("CH4_DEBUG"):
            raise
        _say(f"{type(error).__name__}: {error}: a fault in ch4 itself; CH4_DEBUG=1 shows where")
        return 3
    return outcome if isinstance(outcome, int) else 0


def _say(text: str) -> None:
    click.echo(f"ch4: {' '.join(text.split())}", err=True)


def _abandon_stdout() -> None:
    # Its reader (`| head`) has left, or its disk is full: the interpreter's last flush must not fail as well.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
