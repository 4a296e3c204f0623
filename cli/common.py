"""What every command shares: its common options, and how it speaks."""

import json
import unicodedata
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import VoxError

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


def say(message: str) -> None:
    """A line of the result, on stdout."""
    typer.echo(printable(message))


def tell(message: str) -> None:
    """A message to a person, on stderr."""
    typer.echo(printable(message), err=True)


def tell_problem(problem: VoxError) -> None:
    """What went wrong and what to do, on stderr."""
    tell(problem.message)
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
    text = json.dumps(document, default=_plain, ensure_ascii=False, indent=2)
    typer.echo(
        "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    )


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def count(number: int, noun: str) -> str:
    """`1 clip`, `2 clips`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
