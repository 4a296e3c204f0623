"""`vox tag`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, tell, to_json
from cli.progress import counted
from schemas.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.project import Project


def tag(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help='Texts, one a line: {"id": "1", "text": "..."}.')
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write.", show_default="standard output"),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find themes, polarity, kind and quotes in texts of your own; one JSON object a line."""
    from pipeline.disk import plain_disk_errors, replacing

    read = _Reader(open_project(project), file)
    if as_json:
        print_json({"texts": list(read)})
    elif out:
        with (
            plain_disk_errors(out.parent),
            replacing(out) as unfinished,
            unfinished.open("w", encoding="utf-8") as stream,
        ):
            stream.writelines(f"{to_json(found)}\n" for found in read)
        tell(f"{count(read.read, 'text')} tagged: {out}")
    else:
        for found in read:
            typer.echo(to_json(found))
    if read.refused:
        tell(f"{count(read.refused, 'line')} could not be read; the rest is tagged.")
        raise typer.Exit(ExitCode.SOME_FAILED)


class _Reader:
    """What was made of each line, counted; what was refused is told.

    Attributes:
        read: Lines read so far.
        refused: Lines refused so far.
    """

    def __init__(self, project: "Project", file: Path) -> None:
        self._project = project
        self._file = file
        self.read = 0
        self.refused = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from pipeline.texts import Refused, tag_lines

        for found in counted(tag_lines(self._project, self._file), "tagging"):
            if isinstance(found, Refused):
                self.refused += 1
                tell(f"{self._file}, line {found.line}: {found.reason}.")
            else:
                self.read += 1
                yield found
