"""`vox retag`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say
from cli.progress import progress_for_people

if TYPE_CHECKING:
    from pipeline.retag import Change


def retag(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change; nothing is stored.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tag all answers again without listening again, and tell what changed. Corrections stay."""
    from pipeline.retag import retag as run

    found = open_project(project)
    with progress_for_people() as progress:
        report = run(found, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(
            {
                "tagger": report.tagger,
                "dry_run": report.dry_run,
                "answers": report.answers,
                "totals": report.totals,
                "changes": report.changes,
                "seconds": round(report.seconds, 3),
            }
        )
        return
    for change in report.changes:
        say(f"{change.id}  {change.place}  {change.text}")
        for line in _lines(change):
            say(f"    {line}")
    totals = report.totals
    say(
        f"{count(report.answers, 'answer')} read in {report.seconds:.1f} s; {totals['changed']}"
        f" {'would change' if dry_run else 'changed'}: {count(totals['added'], 'theme')} added,"
        f" {totals['removed']} removed, {totals['tiers']} trusted more or less."
    )
    if dry_run:
        say("Nothing was stored. To do it: vox retag")


def _lines(change: "Change") -> Iterator[str]:
    for theme in change.added:
        yield f"+ {theme['slug']} ({theme['tier']})"
    for theme in change.removed:
        yield f"- {theme['slug']} ({theme['tier']})"
    for theme in change.tiers:
        yield f"~ {theme['slug']}: {theme['before']} -> {theme['after']}"
    for facet in change.facets:
        name = "hidden" if facet["name"] == "off_topic" else facet["name"]
        yield f"~ {name}: {facet['before']} -> {facet['after']}"
