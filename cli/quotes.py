"""`vox quotes`."""

import sys
from dataclasses import replace
from datetime import date
from typing import Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell
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
    tell_held_back,
    wanted,
)


def quotes(
    words: WordsArgument = None,
    theme: ThemeOption = None,
    person: PersonOption = None,
    answer: AnswerOption = None,
    polarity: PolarityOption = "",
    collection: CollectionOption = None,
    source: SourceOption = "",
    approved: ApprovedOption = False,
    starred: StarredOption = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="All of each answer instead of its best quote.")
    ] = False,
    channel: ChannelOption = "internal",
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="md, html, txt, csv, xlsx, json or docx.",
            show_default="by the ending of --out, or md",
        ),
    ] = None,
    out: OutOption = None,
    url: Annotated[
        str,
        typer.Option(
            "--url", metavar="URL", help="Where the site stands to which links lead.", show_default=False
        ),
    ] = "",
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what people said, word for word, to paste and to send; texts are printed unless --out is given."""
    from pipeline.quotations import find_quotations, require_any
    from pipeline.takeaways.keeping import default_path
    from pipeline.takeaways.quotes import PRINTED, arrange, find_format, render, write_quotes
    from pipeline.takeaways.quotes.tables import document
    from schemas.people import Channel

    opened = open_project(project)
    kind = find_format(form, out)
    asked = replace(
        wanted(words, theme, person, answer, polarity, collection, source, approved, starred),
        extent="answer" if whole else "quote",
    )
    way = cast("Channel", channel)
    chosen = find_quotations(opened, asked, way, date.today())
    require_any(chosen)
    sheet = arrange(opened, asked, chosen, way, url)
    if out is None and kind not in PRINTED:
        only = f"-{sheet.quotations[0].answer_id}" if len(sheet.quotations) == 1 else ""
        out = default_path(opened, f"quotes{only}.{kind}", way)
    if out is not None:
        if find_format(None, out) != kind:
            out = out.with_name(f"{out.name}.{kind}")
        write_quotes(opened, sheet, out, kind)
    if as_json:
        print_json({**document(sheet), "held_back": chosen.held_back, "path": out})
        return
    if out is None:
        text = render(sheet, kind)
        # What is piped stays as it is; a terminal is shown no signs that would steer it.
        for line in text.splitlines() if sys.stdout.isatty() else ():
            say(line)
        if not sys.stdout.isatty():
            typer.echo(text, nl=False)
    else:
        typer.echo(f"{out}: {count(len(sheet.quotations), 'quote')}.")
    tell_held_back(chosen)
    if channel == "internal" and out is not None:
        tell("It is for you alone: --channel web, social or paid writes what may be shown to others.")
