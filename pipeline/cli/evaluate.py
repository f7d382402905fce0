"""Measure accuracy against a gold file: precision, recall and F1 by field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import out

EXAMPLE = "Example: vanban evaluate gold.jsonl --field citations --misses 20"


def command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", exists=True, dir_okay=False, help="A gold file.")],
    field: Annotated[str | None, typer.Option(help="Only this field: citations, header.number, …")] = None,
    misses: Annotated[
        int | None,
        typer.Option(min=-1, help="List so many misses and false hits, -1: all; jsonl and csv then print only these."),
    ] = None,
    floors: Annotated[Path | None, typer.Option(help="File of floors that the figures must reach.")] = None,
    write_floors: Annotated[bool, typer.Option(help="Set the floors to the figures in place of checking.")] = False,
    allow_lower: Annotated[bool, typer.Option(help="Let --write-floors lower a floor.")] = False,
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Evaluate."""
    from pipeline import evaluate

    if write_floors and floors is None:
        raise typer.BadParameter("--write-floors needs --floors FILE")
    if misses is None:
        misses = 20 if format is out.Format.TABLE else 0
    code = evaluate.run(gold, floors, field, misses, format.value, write_floors, allow_lower)
    if code:
        raise typer.Exit(code)
