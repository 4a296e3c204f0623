"""`vox ingest`."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say
from cli.progress import progress_for_people

if TYPE_CHECKING:
    from pipeline.ingest import Report

_WORTH_A_LINE = ("failed", "waiting", "duplicate", "no_speech", "off_topic")


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS", help="Clips or folders of clips.", show_default="the drop folder media/"
        ),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE",
            help="The language spoken, such as en or it.",
            show_default="detected clip by clip",
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="ENGINE", help="faster-whisper or openai-whisper.", show_default="faster-whisper"
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="A model that `vox models` lists, or a folder.", show_default="base"
        ),
    ] = None,
) -> None:
    """Take in new clips: transcribe them, find the answers and their themes, and store them."""
    from pipeline.ingest import ingest as run

    found = open_project(project)
    chosen: dict[str, Any] = {"language": language, "engine": engine, "model": model}
    settings = replace(found.settings, **{key: value for key, value in chosen.items() if value is not None})
    with progress_for_people() as progress:
        report = run(replace(found, settings=settings), paths or (), progress)
    if as_json:
        print_json(
            {
                "clips": [asdict(outcome) for outcome in report.clips],
                "counts": report.counts,
                "ignored": report.ignored,
                "rungs": report.rungs,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        _summarise(report)
    raise typer.Exit(report.exit_code)


def _summarise(report: "Report") -> None:
    parts = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in report.counts.items())
    pieces, again = sum(report.rungs), sum(report.rungs[1:])
    answers = sum(outcome.answers for outcome in report.clips if outcome.status != "duplicate")
    say(f"{count(len(report.clips), 'clip')} in {report.seconds:.1f} s: {parts}; {count(answers, 'answer')}.")
    if again:
        say(f"{again} of {count(pieces, 'piece')} of speech needed a second hearing.")
    for outcome in report.clips:
        if outcome.status in _WORTH_A_LINE and outcome.reason:
            say(f"  {outcome.status.replace('_', ' ')}: {outcome.path}: {outcome.reason}")
    if answers:
        say("Look at them with: vox serve")
