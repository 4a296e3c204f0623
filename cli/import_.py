"""`vox import`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell, tell_table
from cli.progress import rows_for_people
from schemas.errors import ExitCode, UsageError
from schemas.people import CHANNELS, NAMINGS

if TYPE_CHECKING:
    from pipeline.bringing import Asked, Brought
    from pipeline.brought import Mapping, Sheet
    from schemas.people import Channel, Naming

_SHOWN = 3
"""Rows that are shown before they are taken in."""

_WIDEST = 46
"""Letters of a cell that are shown."""

_TOLD = 20
"""Refused rows that are listed; --json has more of them."""


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV, XLSX, JSON, JSON lines or text: what a survey, a review site or a chat exports.",
        ),
    ],
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,…",
            help="Which column holds what, such as text=Comment,name=Author,date=Posted. Fields are text,"
            " name, date, address, id, role, company, place, language, collection, consent (yes or no) and"
            " contact (an e-mail address or handle that tells people of one name apart; it is not kept).",
            show_default="guessed, and shown",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Of a workbook, which sheet.", show_default="the one with most rows"
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="In which language all of it is, such as de.", show_default="told row by row"
        ),
    ] = None,
    month_first: Annotated[
        bool,
        typer.Option(
            "--month-first", help="3/5 is the fifth of March.", show_default="told by the other dates"
        ),
    ] = False,
    channel: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHANNEL",
            help="What a yes in the column of consent is for: internal, web, social or paid; give it once for"
            " each.",
        ),
    ] = None,
    naming: Annotated[
        str | None,
        typer.Option(
            metavar="NAMING",
            help="How those who said yes may be called: full, first or anonymous.",
            show_default="anonymous",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the columns as they are guessed.")] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in answers that were written: surveys, reviews, comments, posts and chats."""
    from pipeline.bringing import bring
    from pipeline.brought import guess, open_sheet, parse_map

    found = open_project(project)
    if language and not (len(language) == 2 and language.isalpha()):
        raise UsageError(f"'{language}' is no language.", "Give its code of two letters, such as en or de.")
    rows = open_sheet(file, sheet)
    said = parse_map(told or [])
    columns = guess(rows, found.settings.question, said)
    asked = _asked(columns, channel or [], naming)
    if not yes and "text" not in said:
        _confirm(file, rows, columns, month_first=month_first)
    elif not as_json:
        _show(file, rows, columns, month_first=month_first)
    with rows_for_people("Taking in answers") as done:
        spoken = language and language.lower()
        brought = bring(found, file, rows, columns, spoken, month_first=month_first, asked=asked, done=done)
    if as_json:
        print_json({"file": file.name, "form": rows.form, "columns": columns.columns, **_facts(brought)})
    else:
        _report(brought)
    if brought.refusals:
        raise typer.Exit(ExitCode.SOME_FAILED)


def _asked(columns: "Mapping", channels: list[str], naming: str | None) -> "Asked | None":
    """What people were asked to agree to.

    Raises:
        UsageError: There is no such channel or way to be called, or no column says who agreed.
    """
    from pipeline.bringing import Asked

    wording = columns.columns.get("consent")
    if wording is None:
        if channels or naming:
            raise UsageError("It is not said which column holds the consent.", "Add --map consent=COLUMN")
        return None
    for said, known, what in ((channels, CHANNELS, "channel"), ([naming or "full"], NAMINGS, "naming")):
        if wrong := [each for each in said if each not in known]:
            raise UsageError(f"There is no {what} '{wrong[0]}'.", f"Say one of: {', '.join(known)}.")
    ways = tuple(each for each in CHANNELS if each in channels)
    return Asked(wording, cast("tuple[Channel, ...]", ways), cast("Naming", naming or "anonymous"))


def _confirm(file: Path, sheet: "Sheet", columns: "Mapping", *, month_first: bool) -> None:
    """Go on only if somebody agrees to the columns.

    Raises:
        UsageError: They do not, or nobody can be asked.
    """
    _show(file, sheet, columns, month_first=month_first)
    said = ",".join(f"{field}={column}" for field, column in columns.columns.items())
    again = f'Say which column holds what: --map "{said}", or take it as it is: --yes'
    if not _can_ask():
        raise UsageError("Nothing was taken in: nobody is there to be asked about the columns.", again)
    if not typer.confirm("Take it in like this?", default=True, err=True):
        raise UsageError("Nothing was taken in.", again)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _show(file: Path, sheet: "Sheet", columns: "Mapping", *, month_first: bool) -> None:
    """Which column is taken for what, with the first rows below."""
    from pipeline.brought import dates_of

    tell(f"{file.name}: {sheet.form}")
    rows = [row for row in sheet.head(_SHOWN * 10) if columns.get("text", row)][:_SHOWN]
    tell_table(
        [
            (field, column, *(_short(field, row.cells.get(column, "")) for row in rows))
            for field, column in columns.columns.items()
        ]
    )
    if not month_first and not dates_of(sheet, columns).is_sure:
        tell("Its dates do not show what comes first: 3/5 is read as 3 May. Otherwise say --month-first")
    left = [column for column in sheet.columns if column not in columns.columns.values()]
    if left:
        tell(f"Not taken in: {', '.join(left)}")
    if columns.others:
        tell(f"The answers could also be in: {', '.join(columns.others)}. Choose with --map text=COLUMN")


def _short(field: str, cell: str) -> str:
    if field == "contact":
        return "(not kept)" if cell else ""
    cell = " ".join(cell.split())
    return cell if len(cell) <= _WIDEST else f"{cell[: _WIDEST - 1]}…"


def _facts(brought: "Brought") -> dict[str, object]:
    return {
        "added": brought.added,
        "revised": brought.revised,
        "unchanged": brought.unchanged,
        "repeated": brought.repeated,
        "forgotten": brought.forgotten,
        "gone": brought.gone,
        "refused": brought.refusals,
        "rows_refused": brought.refused,
        "notes": brought.notes,
        "seconds": round(brought.seconds, 3),
    }


def _report(brought: "Brought") -> None:
    for refused in brought.refused[:_TOLD]:
        tell(f"Row {refused.row}: {refused.reason}.")
    if brought.refusals > _TOLD:
        tell(f"… and {count(brought.refusals - _TOLD, 'row')} more; --json lists them.")
    for note in brought.notes[:_TOLD]:
        tell(f"Row {note.row}: {note.reason}.")
    told = [
        (brought.added, "new"),
        (brought.revised, "revised"),
        (brought.unchanged, "known already"),
        (brought.repeated, "there twice"),
        (brought.forgotten, "not taken in again, as somebody asked to be forgotten"),
        (brought.refusals, "refused"),
    ]
    say(f"{', '.join(f'{number:,} {what}' for number, what in told if number) or 'Nothing in it'}.")
    if brought.gone:
        say(f"{count(brought.gone, 'answer')} of this file stand in it no more; they are kept.")
    if brought.added or brought.revised:
        say("Look at them with: vox serve")
