"""`vox init`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.common import JsonOption, ProjectOption, print_json, say


def init(
    project: ProjectOption = None,
    question: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The question people were asked.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a project: a folder with vox.toml and a drop folder for clips."""
    from pipeline.project import SETTINGS_FILE, create_project
    from schemas.settings import DEFAULT_QUESTION

    made = create_project(project or Path.cwd(), question or DEFAULT_QUESTION)
    if as_json:
        print_json(
            {
                "project": made.root,
                "settings": made.root / SETTINGS_FILE,
                "media": made.media,
                "next": "vox ingest",
            }
        )
        return
    say(f"Made a project in {made.root}.")
    say(f"Copy your clips into {made.media}, then run: vox ingest")
