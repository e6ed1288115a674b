"""The `ch4` command. Each family of commands is a module here: parse, call, render, exit code."""

from __future__ import annotations

import importlib
import os
import sys

import click

from ch4 import __version__
from ch4.errors import Ch4Error

# Named, not imported: a command pays for its own imports only.
_COMMANDS = {
    "init": "ch4.cli.learn:init",
    "check": "ch4.cli.check:check",
    "show": "ch4.cli.learn:show",
    "hint": "ch4.cli.learn:hint",
    "solution": "ch4.cli.learn:solution",
    "reset": "ch4.cli.learn:reset",
    "status": "ch4.cli.progress:status",
    "next": "ch4.cli.progress:next_",
    "data": "ch4.cli.data:data",
    "doctor": "ch4.cli.doctor:doctor",
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
    """Run `ch4`; the one place where an error becomes a line and an exit code."""
    try:
        cli.main(standalone_mode=False)
    except Ch4Error as error:
        click.echo(f"ch4: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("ch4: interrupted; what was finished is kept", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (`| head`) has left: point stdout elsewhere, so that the interpreter's last flush is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
