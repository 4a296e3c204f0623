"""`vox verify`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell
from pipeline.places import clock
from schemas.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.takeaways.verify import Verified
    from pipeline.takeaways.verify.verdicts import Verdict

_LONGEST = 300
"""Characters of a quotation that are shown."""

_SAID = {
    "verbatim": "verbatim",
    "altered": "altered",
    "misattributed": "wrong or unproven name",
    "not_allowed": "not allowed",
    "never_said": "never said",
}


_TEXTS = {"written": "written", "note": "read from a note"}


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The document: Markdown, HTML, Word (.docx) or plain text.")
    ],
    channel: Annotated[
        str,
        typer.Option(
            "--channel", metavar="WAY", help="Where it is to appear: web, social, paid or internal."
        ),
    ] = "web",
    short: Annotated[
        bool, typer.Option("--short", help="Check quotations of one or two words, too.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check what a document quotes: said word for word, by whom, and allowed there. Ends with 1 if not."""
    from pipeline.takeaways.quotes.sheet import LOCAL_SITE
    from pipeline.takeaways.verify import verify as check
    from schemas.people import Channel

    found = check(open_project(project), file, cast("Channel", channel), date.today(), short=short)
    if as_json:
        print_json(
            {
                "file": file,
                "channel": found.channel,
                "ok": found.is_well,
                "counts": found.counts,
                "short": found.short,
                "quotations": found.verdicts,
            }
        )
    else:
        for verdict in found.verdicts:
            say(f"{verdict.place}: {_SAID[verdict.kind]}  “{_shortened(verdict.text)}”")
            for line in _lines(verdict, LOCAL_SITE):
                say(f"    {line}")
        _sum_up(found, file)
    raise typer.Exit(ExitCode.OK if found.is_well else ExitCode.SOME_FAILED)


def _lines(verdict: "Verdict", site: str) -> Iterator[str]:
    if verdict.difference:
        is_text = verdict.source is not None and verdict.source.source in _TEXTS
        yield "".join([f"{'Stood' if is_text else 'Said'} [- -] and written [+ +]: ", *_pieces(verdict)])
    yield from verdict.reasons
    if source := verdict.source:
        place = _TEXTS.get(source.source) or clock(source.start)
        told = [source.who, source.answer_id, place, f"{site}{source.address}"]
        yield "  ".join(filter(None, told))
    if verdict.attribution and verdict.reasons:
        yield f"The document names: {verdict.attribution}"
    yield from verdict.notes


def _pieces(verdict: "Verdict") -> Iterator[str]:
    """The words with what differs marked, as programs that compare words do."""
    told = []
    for change in verdict.difference:
        if change.said == change.written:
            told.append(change.said)
            continue
        said = f"[-{change.said}-]" if change.said else ""
        written = f"[+{change.written}+]" if change.written else ""
        told.append(f"{said}{written}")
    yield " ".join(told)


def _sum_up(found: "Verified", file: Path) -> None:
    if not found.verdicts:
        say(f"Nothing is quoted in {file}.")
    else:
        kinds = [f"{number} {_SAID[kind]}" for kind, number in found.counts.items() if number]
        say(f"{count(len(found.verdicts), 'quotation')}: {', '.join(kinds)}. Checked for: {found.channel}.")
    if found.short:
        tell(f"Passed over: {count(found.short, 'quotation')} of one or two words. Check them with --short.")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
