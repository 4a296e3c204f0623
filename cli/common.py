"""What every command shares: its common options, and how it speaks."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from schemas.errors import UsageError, VoxError

if TYPE_CHECKING:
    from pipeline.project import Project

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="DIR",
        help="The project folder.",
        show_default="the current folder, or the nearest parent with vox.toml",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")
]

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Unseen, but part of writing: of emoji, of Persian and of the scripts of India."""


def open_project(folder: Path | None) -> "Project":
    """The project a command works in."""
    from pipeline.project import find_project

    return find_project(folder)


def goes_on(context: typer.Context, project: Path | None, as_json: bool) -> bool:
    """Whether a subcommand follows, which takes options of its own.

    Raises:
        UsageError: They stand before it, where it does not see them: it would work in another project.
    """
    if context.invoked_subcommand is None:
        return False
    if project is not None or as_json:
        option = "--json" if project is None else f"--project {project}"
        raise UsageError(
            f"{option} stands before '{context.invoked_subcommand}' and would count for nothing.",
            f"Write it after: {context.command_path} {context.invoked_subcommand} … {option}",
        )
    return True


def say(message: str) -> None:
    """A line of the result, on stdout."""
    typer.echo(printable(message))


def tell(message: str) -> None:
    """A message to a person, on stderr."""
    typer.echo(printable(message), err=True)


def tell_problem(problem: VoxError) -> None:
    """What went wrong and what to do, on stderr."""
    tell(problem.message)
    for detail in problem.details:
        tell(f"  {detail}")
    if problem.remedy:
        tell(problem.remedy)


def printable(text: str) -> str:
    """The text as one line that shows what it holds.

    A file's name can hold characters that end the line, move the cursor, colour what follows or turn the
    direction of writing, and so pass for something vox says. Spaces of other kinds become plain ones.
    """
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if unicodedata.category(char) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def print_json(document: Any) -> None:
    """A result as JSON on stdout; dataclasses become objects. What is not printable is escaped."""
    typer.echo(to_json(document, indent=2))


def to_json(document: Any, indent: int | None = None) -> str:
    """A document as JSON, by default on one line; likewise."""
    text = json.dumps(document, default=_plain, ensure_ascii=False, indent=indent)
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return str(value)


def say_table(rows: Iterable[Sequence[str]]) -> None:
    """A table of the result, on stdout; elsewhere than on a terminal its lines are never broken."""
    _print_table(rows, sys.stdout)


def tell_table(rows: Iterable[Sequence[str]]) -> None:
    """A table for a person, on stderr; likewise."""
    _print_table(rows, sys.stderr)


def _print_table(rows: Iterable[Sequence[str]], stream: TextIO) -> None:
    cells = [[printable(cell) for cell in row] for row in rows]
    if not stream.isatty():
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            typer.echo(line.rstrip(), file=stream)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in cells[0] if cells else ():
        table.add_column(overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(file=stream, highlight=False).print(table)


def count(number: int, noun: str) -> str:
    """`1 clip`, `2 clips`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
