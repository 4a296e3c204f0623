"""`vox derive`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say
from cli.progress import in_words, progress_for_people

if TYPE_CHECKING:
    from pipeline.pictures import Report


def derive(
    clips: Annotated[
        list[str] | None,
        typer.Argument(metavar="CLIPS", help="Clips, by file or id.", show_default="all"),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make also what is there already.")] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the pictures and web copies that are missing, as ingest does; or make them again."""
    from pipeline.pictures import make_pictures

    found = open_project(project)
    with progress_for_people() as progress:
        report = make_pictures(found, clips or (), again=again, progress=progress)
    if as_json:
        print_json(report)
    else:
        _summarise(report)
    raise typer.Exit(report.exit_code)


def _summarise(report: "Report") -> None:
    from pipeline.disk import megabytes

    kinds = [each.kind for each in report.made]
    parts = [_counted(kinds.count(kind), kind) for kind in dict.fromkeys(kinds)]
    if parts:
        say(f"Made in {report.seconds:.1f} s: {', '.join(parts)}.")
    elif not report.failed:
        say("Everything was there.")
    for each in report.failed:
        say(f"  no {in_words(each.kind)}: {each.path}: {each.reason}")
    if report.proofs:
        gone = sum(proof.passed for proof in report.proofs)
        say(f"Redacted words were listened for again; they are gone in {gone} of {len(report.proofs)} clips.")
    shares = "; ".join(f"{in_words(kind)} {megabytes(size)}" for kind, size in report.disk.items() if size)
    say(f"Pictures and copies take {megabytes(sum(report.disk.values()))} in .vox ({shares}).")


def _counted(number: int, kind: str) -> str:
    many = "web copies" if kind == "web_copy" else f"{kind}s"
    return f"{number:,} {in_words(kind) if number == 1 else many}"
