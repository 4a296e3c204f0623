"""`vox report`."""

from datetime import date
from typing import Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say
from cli.progress import progress_for_people
from cli.wanted import (
    AnswerOption,
    ApprovedOption,
    ChannelOption,
    CollectionOption,
    OutOption,
    PersonOption,
    PolarityOption,
    SourceOption,
    StarredOption,
    ThemeOption,
    WordsArgument,
    wanted,
)
from schemas.errors import UsageError
from schemas.people import Channel

_FORMS = ("html", "pdf")


def report(
    words: WordsArgument = None,
    theme: ThemeOption = None,
    person: PersonOption = None,
    answer: AnswerOption = None,
    polarity: PolarityOption = "",
    collection: CollectionOption = None,
    source: SourceOption = "",
    approved: ApprovedOption = False,
    starred: StarredOption = False,
    channel: ChannelOption = "internal",
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="html, pdf, or both.", show_default="both")
    ] = "",
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what was heard: who was asked, themes with shares, contrasts, quotes with pictures, limits."""
    from pipeline.takeaways.keeping import default_path
    from pipeline.takeaways.report import make_report

    found = open_project(project)
    way = cast("Channel", channel)
    forms = _forms(form, out.suffix[1:] if out else "")
    targets = [
        out
        if out and out.suffix == f".{each}"
        else (out or default_path(found, "report.html", way)).with_suffix(f".{each}")
        for each in forms
    ]
    asked = wanted(words, theme, person, answer, polarity, collection, source, approved, starred)
    with progress_for_people() as progress:
        told = make_report(found, asked, way, date.today(), targets, progress)
    if as_json:
        print_json({"paths": [str(target) for target in targets], "report": told})
        return
    for target in targets:
        say(str(target))


def _forms(form: str, suffix: str) -> tuple[str, ...]:
    """The forms to write: those that were asked for, by name or by the ending of a file, or all."""
    if form and form not in (*_FORMS, "both"):
        raise UsageError(f"There is no format '{form}' of a report.", "Say html, pdf or both.")
    if suffix and suffix not in _FORMS:
        raise UsageError(f"A report is no .{suffix} file.", "End the name with .html or .pdf.")
    if form in _FORMS and suffix and form != suffix:
        raise UsageError(f"--format says {form}, and --out .{suffix}.", "Say only one of them.")
    if suffix and not form:
        return (suffix,)
    return (form,) if form in _FORMS else _FORMS
