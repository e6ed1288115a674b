"""`ch4 doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ch4.diagnosis import Finding, Level, examine

_STYLES: dict[Level, str] = {"ok": "green", "warn": "yellow", "problem": "bold red"}


@click.command()
@click.option(
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The learner's folder; here if not given.",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def doctor(workspace: Path, form: str) -> None:
    """Say what works on this machine, and what to do about the rest.

    Ends with 0 if nothing prevents checks, with 3 if something does.
    """
    with Console(stderr=True).status("importing torch, torchvision and matplotlib, each by itself"):
        findings = examine(workspace.resolve())
    prevented = [finding for finding in findings if finding.level == "problem"]
    if form == "json":
        report = {
            "schema": "ch4.doctor/1",
            "ok": not prevented,
            "findings": [asdict(each) for each in findings],
        }
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _print(findings)
    if prevented:
        sys.exit(3)


def _print(findings: tuple[Finding, ...]) -> None:
    console = Console(highlight=False)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        style = _STYLES[finding.level]
        table.add_row(Text(finding.level, style), Text(finding.subject, "bold"), Text(finding.what))
        if finding.todo:
            table.add_row("", "", Text.assemble(("To do: ", style), finding.todo))
    console.print(table)
    for finding in findings:
        if finding.command:
            # Unwrapped, so that it can be copied.
            console.print(Text(f"\nTo mend {finding.subject}:\n    {finding.command}"), soft_wrap=True)
    console.print(Text(f"\n{_summary(findings)}"))


def _summary(findings: tuple[Finding, ...]) -> str:
    prevents = [finding.subject for finding in findings if finding.level == "problem"]
    if prevents:
        return f"Mend this before you check: {', '.join(prevents)}."
    return "Nothing prevents checks."
