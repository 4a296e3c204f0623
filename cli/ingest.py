"""`vox ingest`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import (
    JsonOption,
    ProjectOption,
    count,
    open_project,
    print_json,
    say,
    tell,
    tell_problem,
    tell_table,
)
from cli.progress import Arrivals, in_words, progress_for_people
from schemas.errors import UsageError

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.report import Report

_IN_ORDER = ("answered", "unchanged", "off_topic", "no_speech", "duplicate", "missing", "waiting", "failed")
"""How clips can end, what needs somebody last."""


def ingest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help="Clips or folders of clips; also addresses, such as s3://bucket/folder.",
            show_default="the drop folder media/",
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
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed before.")] = False,
    ignore_sidecars: Annotated[
        bool,
        typer.Option("--ignore-sidecars", help="Listen also where a transcript lies beside a clip."),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            help="Let the Dask workers at tcp://HOST:8786 work on the clips; local for one a core here.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and take in each clip that arrives, until Ctrl-C.")
    ] = False,
) -> None:
    """Take in new clips: transcribe them, find the answers and their themes, and store them."""
    from pipeline.ingest import ingest as run

    found = open_project(project)
    chosen: dict[str, Any] = {"language": language, "engine": engine, "model": model}
    settings = replace(found.settings, **{key: value for key, value in chosen.items() if value is not None})
    found = replace(found, settings=settings)
    if watch:
        if as_json:
            raise UsageError("--watch has no end at which to print a document.", "Leave out --json.")
        if cluster or any("://" in path for path in paths or ()):
            raise UsageError(
                "Only folders of this machine are watched, and by this machine.", "Leave out --watch."
            )
        _watch(found, list(map(Path, paths or ())), retry, ignore_sidecars)
    with progress_for_people() as progress:
        report = run(
            found, paths or (), progress, retry=retry, ignore_sidecars=ignore_sidecars, cluster=cluster
        )
    if as_json:
        print_json(
            {
                "clips": report.clips,
                "counts": report.counts,
                "ignored": report.ignored,
                "rungs": report.rungs,
                "workers": report.workers,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        _summarise(report)
    if report.problem:
        raise report.problem
    raise typer.Exit(report.exit_code)


def _watch(project: "Project", folders: list[Path], retry: bool, ignore_sidecars: bool) -> None:
    """Until Ctrl-C, which is told where all commands tell it."""
    from pipeline.watch import watch

    told = Arrivals()
    where = ", ".join(map(str, folders)) or project.media
    tell(f"Watching {where}: clips that arrive are taken in. Ctrl-C ends it.")
    for report in watch(project, folders, told, retry=retry, ignore_sidecars=ignore_sidecars):
        told.rest(report)
        if report.problem:
            tell_problem(report.problem)


def _summarise(report: "Report") -> None:
    """How many clips ended how, and of each that somebody should look at, why."""
    counts = report.counts
    pieces, again = sum(report.rungs), sum(report.rungs[1:])
    answers = sum(clip.answers for clip in report.clips if clip.status not in ("duplicate", "missing"))
    if counts.keys() - {"unchanged"}:
        tell_table([(in_words(status), f"{counts[status]:,}") for status in _IN_ORDER if status in counts])
        tell_table(
            [
                (in_words(status), clip.path, clip.reason)
                for status in _IN_ORDER
                for clip in report.clips
                if clip.status == status and clip.reason
            ]
        )
    files = len(report.clips) - counts.get("missing", 0)
    say(f"{count(files, 'clip')} in {report.seconds:.1f} s; {count(answers, 'answer')}.")
    if report.workers:
        shares = [f"{name}: {clips:,}" for name, clips in sorted(report.workers.items())]
        say(f"Worked on by {count(len(shares), 'worker')}; clips and pictures by each: {', '.join(shares)}.")
    if again:
        say(f"{again} of {count(pieces, 'piece')} of speech needed a second hearing.")
    if "failed" in counts:
        say("To try again what failed: vox ingest --retry")
    if answers:
        say("Look at them with: vox serve")
