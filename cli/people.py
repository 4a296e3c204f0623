"""`vox people` and what is below it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cli.common import (
    JsonOption,
    ProjectOption,
    count,
    goes_on,
    open_project,
    print_json,
    say,
    say_table,
    tell,
)
from cli.correct import AnswerArgument, AuthorOption, correct, login
from schemas.errors import UsageError

if TYPE_CHECKING:
    from pipeline.corrections import Corrections
    from schemas.records import Correction

app = typer.Typer(help="List who speaks, say who does, and what they agreed to.", rich_markup_mode=None)

_Suggestion = Annotated[
    str, typer.Argument(metavar="ID", help="The suggestion's id, as vox people suggestions shows it.")
]
_Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="The person's name, or the id that vox people lists.")
]


@app.callback(invoke_without_command=True)
def list_people(context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List who speaks and what they agreed to; with a subcommand, say so."""
    if goes_on(context, project, as_json):
        return
    from pipeline.people import list_people as people

    found = people(open_project(project))
    if as_json:
        print_json({"people": found})
        return
    say_table(
        (
            person["id"],
            person["name"] or "",
            count(person["answers"], "answer"),
            person["relation"] or "",
            _agreed(person["consent"]),
            f"by {person['source']}" if person["source"] else "",
        )
        for person in found
    )
    if not found:
        say("Nobody has a name yet. Give one with: vox people name ANSWER NAME")


@app.command()
def name(
    answer: AnswerArgument,
    who: Annotated[
        str, typer.Argument(metavar="NAME", help="The person's name, or the id that vox people lists.")
    ],
    voice: Annotated[
        bool, typer.Option("--voice", help="In all answers of this voice in this clip.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Somebody else than who is called so already.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who speaks in an answer. vox correct undo takes it back."""
    correct(project, author, as_json, answer, lambda made: made.name(answer, who, voice=voice, is_new=new))


@app.command("suggestions")
def list_suggestions(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List who may speak where no person has said who does: nobody is named by it until you accept it."""
    from pipeline.people import list_suggestions as suggested

    found = suggested(open_project(project))
    if as_json:
        print_json({"suggestions": found})
        return
    say_table(
        (
            each["id"],
            ", ".join(filter(None, (each[key] for key in ("name", "role", "company", "place")))),
            f"“{each['said']}”" if each["said"] else each["file"] or "",
            f"known: {', '.join(same['id'] for same in each['known'])}" if each["known"] else "",
        )
        for each in found
    )
    if found:
        say("Accept one with: vox people accept ID. Or: vox people dismiss ID")
    else:
        say("Nobody introduces themselves whom you have not named, and no name of a file tells more.")


@app.command()
def accept(
    suggestion: _Suggestion,
    person: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who that is, if they are known already.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Somebody else than who is called so already.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name who is suggested, in all answers of that voice in the clip. vox correct undo takes it back."""
    _decide(project, author, as_json, lambda made: made.accept_person(suggestion, person, is_new=new))


@app.command()
def dismiss(
    suggestion: _Suggestion,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that it is not who is suggested. vox correct undo takes it back."""
    _decide(project, author, as_json, lambda made: (made.dismiss_person(suggestion),))


@app.command("in-shot")
def in_shot(
    answer: AnswerArgument,
    person: _Person,
    gone: Annotated[bool, typer.Option("--not", help="They are not seen there after all.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who is also seen or heard in the clip of an answer: they are asked for their consent too."""
    correct(project, author, as_json, answer, lambda made: made.in_shot(answer, person, not gone))


@app.command()
def show(person: _Person, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Show all that is known of somebody: what they agreed to when, what they say, where they are shown."""
    from pipeline.people import show_person

    found = show_person(open_project(project), person)
    if as_json:
        print_json(found)
        return
    details = (found[key] for key in ("name", "role", "company", "place", "relation"))
    say(f"{found['id']}  {', '.join(filter(None, details))}")
    say(f"Consent: {_agreed(found['consent'])}")
    for said in found["history"]:
        say(f"  {said['recorded_at'][:10]}  {said['author'] or ''}  {_agreed(said)}")
    for answer in found["answers"]:
        say(f"{answer['id']}  {answer['place']}  {answer['text']}")
    for place in found["published"]:
        say(f"Shown in {place}")


@app.command("set")
def set_details(
    person: _Person,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What they are called.")] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="What they do; '' for nothing.")] = None,
    company: Annotated[
        str | None, typer.Option(metavar="COMPANY", help="Where they work; '' for nowhere.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Where they are from; '' for nowhere.")
    ] = None,
    relation: Annotated[
        str | None, typer.Option(metavar="RELATION", help="customer, colleague or paid; '' for none.")
    ] = None,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say more of somebody."""
    from pipeline.people import describe

    told = {"name": name, "role": role, "company": company, "place": place, "relation": relation}
    if all(value is None for value in told.values()):
        raise UsageError(
            "It is not said what to change.", "Add --name, --role, --company, --place or --relation."
        )
    details = {key: value or None for key, value in told.items() if value is not None}
    changed = describe(open_project(project), person, author or login(), **details)
    if as_json:
        print_json({"changed": changed})
    else:
        say("Changed." if changed else "It is so already; nothing was changed.")


@app.command()
def consent(
    person: _Person,
    status: Annotated[
        str, typer.Option(metavar="STATUS", help="granted, refused, withdrawn, expired or unknown.")
    ],
    channel: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL", help="For internal, web, social or paid; give it once for each."),
    ] = None,
    naming: Annotated[
        str | None,
        typer.Option(
            metavar="NAMING",
            help="How they may be called: full, first or anonymous.",
            show_default="anonymous",
        ),
    ] = None,
    wording: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What they agreed to; @FILE for what stands in a file.")
    ] = None,
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Which version of that text.")
    ] = None,
    given: Annotated[
        str | None, typer.Option(metavar="DAY", help="When, such as 2026-11-24.", show_default="today")
    ] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="DAY", help="The last day on which it holds.")
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file that shows it, such as a photographed form.")
    ] = None,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record what somebody agreed to. What they said before is kept, and counts no more."""
    from datetime import date

    from pipeline.people import record_consent, show_person
    from schemas.people import Channel, Consent, Naming, Status

    said = Consent(
        status=cast("Status", status),
        channels=tuple(cast("list[Channel]", channel or [])),
        naming=cast("Naming | None", naming),
        wording=_from_file(wording),
        wording_version=version,
        given_on=given or date.today().isoformat(),
        expires_on=expires,
        evidence=str(evidence) if evidence else None,
    )
    opened = open_project(project)
    changed = record_consent(opened, person, said, author or login())
    shown = show_person(opened, person)["published"] if changed else []
    if as_json:
        print_json({"changed": changed, "published": shown})
        return
    say("Recorded." if changed else "It is so already; nothing was changed.")
    for place in shown:
        tell(f"{place} shows what they agreed to before, until you make it again.")


@app.command()
def withdraw(
    person: _Person, author: AuthorOption = None, project: ProjectOption = None, as_json: JsonOption = False
) -> None:
    """Somebody takes their consent back: they leave the site and all that is made from now on."""
    from pipeline.people import withdraw as take_back

    shown = take_back(open_project(project), person, author or login())
    if as_json:
        print_json({"published": shown})
        return
    say("Withdrawn. They are left out of everything that is made from now on.")
    for place in shown:
        tell(f"They are still shown in {place} until you make it again.")
    tell("To remove what was recorded as well: vox forget PERSON")


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where to write it.", show_default="people.xlsx")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="csv or xlsx.", show_default="xlsx")
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write who speaks and what they agreed to as a sheet, with a row for each clip nobody is named in."""
    from pipeline.people_rows import CHOICES, COLUMNS, DAYS, people_rows
    from pipeline.sheets import write_sheet

    path = out or Path(f"people.{form or 'xlsx'}")
    if form and path.suffix.lower() != f".{form}":
        path = path.with_name(f"{path.name}.{form}")
    if path.exists():
        raise UsageError(
            f"{path} is there already, and what was filled in would be lost.",
            f"Read it back with: vox people import {path}. Or write another with --out.",
        )
    rows = people_rows(open_project(project))
    write_sheet(path, COLUMNS, rows, CHOICES, DAYS)
    if as_json:
        print_json({"path": path, "rows": len(rows)})
    else:
        say(f"{path}: {count(len(rows), 'row')}. Fill it in, then: vox people import {path}")


@app.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet, as CSV or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a sheet of people back: all of it, or nothing where there is a mistake in it."""
    from pipeline.people_sheet import import_people
    from pipeline.sheets import read_sheet

    table = read_sheet(file)
    done = import_people(open_project(project), table, author or login(), dry_run=dry_run)
    if as_json:
        print_json(done)
        return
    say_table(
        (f"row {each.row}", each.person, "new" if each.is_new else "", ", ".join(each.changed))
        for each in done.changes
    )
    if done.ignored:
        tell(f"Not read, for vox has no such columns: {', '.join(done.ignored)}")
    told = f"{count(done.rows, 'row')}, {len(done.changes)} changed"
    say(f"{told}; nothing was stored." if dry_run else f"{told}.")
    for place in () if dry_run else done.published:
        tell(f"{place} shows what they agreed to before, until you make it again.")


def _decide(
    folder: Path | None,
    author: str | None,
    as_json: bool,
    decide: "Callable[[Corrections], tuple[Correction, ...]]",
) -> None:
    """Store the decisions about a suggestion, and tell what they were."""
    from pipeline.corrections import correcting
    from pipeline.history import what
    from pipeline.show import correction_facts

    with correcting(open_project(folder), author or login()) as corrections:
        made = [correction_facts(each) for each in decide(corrections)]
    if as_json:
        print_json({"corrections": made})
        return
    for each in made:
        say(f"Correction {each['id']}: {what(each)}.")


def _from_file(text: str | None) -> str | None:
    """What was typed, or after @ what stands in a file."""
    if not text or not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{text[1:]} cannot be read.", "Name a file of plain text in UTF-8.") from None


def _agreed(consent: dict[str, Any]) -> str:
    """What somebody agreed to, in a few words."""
    said = [consent["status"]]
    if consent["status"] not in ("granted", "expired"):
        # What they agreed to once is kept with it, and holds no more.
        return str(said[0])
    if consent["channels"]:
        said.append(f"for {', '.join(consent['channels'])}")
    if consent["naming"]:
        said.append(
            {"full": "by full name", "first": "by first name"}.get(consent["naming"], "without a name")
        )
    if consent["expires_on"]:
        said.append(f"until {consent['expires_on']}")
    return " ".join(said)
