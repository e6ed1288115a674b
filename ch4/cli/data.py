"""`ch4 data`: where MNIST is, how to get it, and a folder of sample images."""

from __future__ import annotations

from pathlib import Path

import click

from ch4 import datasets
from ch4.errors import WrongUsage

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def data() -> None:
    """MNIST, for the questions that train on it."""


@data.command()
def status() -> None:
    """Say where MNIST is looked for, what is there, and what a check will use."""
    for place in datasets.places():
        click.echo(f"{place.name}: {place.root}")
        if len(place.missing) == len(datasets.RAW_MD5):
            click.echo("  no MNIST/raw there")
            continue
        for file in datasets.verify(place):
            click.echo(f"  {file.path.name:<24} {_describe(file)}")
    click.echo(f"A check uses: {datasets.source()}")


def _describe(file: datasets.RawFile) -> str:
    if file.size is None:
        return "missing"
    checksum = "checksum ok" if file.intact else "WRONG CHECKSUM: not MNIST as published"
    return f"{file.size:>10,} bytes   {checksum}"


@data.command()
@click.option("--root", type=_FOLDER, help="Where to; CH4_DATA's folder, or the cache, if not given.")
def download(root: Path | None) -> None:
    """Fetch MNIST (11 MB) with torchvision, and check it."""
    click.echo(f"MNIST is in {datasets.download(root)}")
    if root is not None and root.resolve() not in [place.root.resolve() for place in datasets.places()[:1]]:
        click.echo(f"To check with it: export CH4_DATA={root.resolve()}")


@data.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--digits", default="37", show_default=True, help="Which digits, as `37` or `0123456789`.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many of each digit in each set.")
def sample(folder: Path, digits: str, limit: int | None) -> None:
    """Write images of some digits to DIR, laid out as fast.ai's MNIST_SAMPLE."""
    if not digits.isdecimal():
        raise WrongUsage(
            f"--digits {digits}", todo="write the digits one after the other, as in `--digits 37`"
        )
    count = datasets.write_sample(folder, tuple(int(digit) for digit in digits), limit)
    click.echo(f"{count:,} images in {folder}, from {datasets.source()}")
