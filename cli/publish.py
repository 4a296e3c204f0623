"""`vox publish` and what is below it."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, say_table, tell
from cli.progress import progress_for_people
from schemas.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.publish.difference import Answer, Difference
    from pipeline.publish.release import Report, Wish

app = typer.Typer(
    help="Publish what is approved, and whose people agreed; --dry-run tells what would change.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

_SHOWN = 12
"""Answers of a kind that are listed; --json lists all."""

_LONGEST = 60
"""Characters of an answer that are listed."""

_NAMES = 6
"""People of whom something is held back for one reason that are named."""

FolderArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder of its own; all that is in it is replaced.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")]
IndexOption = Annotated[bool, typer.Option("--index", help="Let search engines list it.")]
UrlOption = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="Where it will stand, for links and previews that lead there."),
]
CollectionsOption = Annotated[
    bool, typer.Option("--collections", help="Show the names of the folders the clips lie in.")
]
PasswordOption = Annotated[
    bool,
    typer.Option(
        "--password", help="Ask visitors for a password; you are asked for it, or VOX_PASSWORD is it."
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask before answers disappear.")]


@app.command()
def static(
    folder: FolderArgument,
    dry_run: DryRunOption = False,
    index: IndexOption = False,
    url: UrlOption = None,
    collections: CollectionsOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish as a folder of pages and films, for any web host."""
    from pipeline.publish.release import Wish

    wish = Wish("static", index, url, collections)
    report = _publish(open_project(project), folder, wish, dry_run, yes, as_json)
    if report.written and not as_json:
        say("Upload all of the folder; what was uploaded before must be replaced by it.")
    raise typer.Exit(_exit_code(report, dry_run))


@app.command()
def docker(
    folder: FolderArgument,
    dry_run: DryRunOption = False,
    index: IndexOption = False,
    url: UrlOption = None,
    collections: CollectionsOption = False,
    password: PasswordOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish as all that a container needs: Dockerfile, compose file, the site and its films."""
    from pipeline.publish.release import Wish

    wish = Wish("docker", index and not password, url, collections, _hashed(password and not dry_run))
    report = _publish(open_project(project), folder, wish, dry_run, yes, as_json)
    if report.written and not as_json:
        say(f"To run it: cd {folder} && docker compose up --build -d")
    raise typer.Exit(_exit_code(report, dry_run))


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="The port to listen on.")
    ] = 8003,
    dry_run: DryRunOption = False,
    index: IndexOption = False,
    url: UrlOption = None,
    collections: CollectionsOption = False,
    password: PasswordOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
) -> None:
    """Publish on this machine: the same site as in a container, read only."""
    from pipeline.publish.release import Wish

    found = open_project(project)
    secret = _hashed(password and not dry_run)
    folder = found.private / "publication"
    if not dry_run:
        from pipeline.publish.published import COMMAND
        from pipeline.publish.server import listen

        # Nothing is published anew under a server that goes on showing what was there before.
        listen(host, port, COMMAND).close()
    report = _publish(
        found, folder, Wish("serve", index and not password, url, collections, secret), dry_run, yes, False
    )
    if not report.written:
        raise typer.Exit(_exit_code(report, dry_run))
    from pipeline.publish.published import serve_published

    def announce(address: str, local: bool) -> None:
        tell(f"Open {address}  (Ctrl-C ends it)")

    serve_published(folder, host, port, announce, password_hash=secret)


@app.command()
def back(
    folder: FolderArgument,
    yes: YesOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring back what was published before, if all of it may still be shown."""
    from pipeline.publish.release import bring_previous_back

    found = open_project(project)
    report = bring_previous_back(found, folder, date.today(), lambda planned: _agree(planned, folder, yes))
    _tell(report, False, as_json)
    raise typer.Exit(_exit_code(report, False))


def _hashed(is_wanted: bool) -> str | None:
    """What is kept of a password; None where none is wanted."""
    if not is_wanted:
        return None
    from pipeline.publish.password import hashed

    given = os.environ.get("VOX_PASSWORD")
    if given is None:
        if not sys.stdin.isatty():
            raise UsageError("A password is missing.", "Set it as VOX_PASSWORD; nobody can be asked here.")
        given = typer.prompt("Password for visitors", hide_input=True, confirmation_prompt=True, err=True)
    return hashed(given)


def _publish(
    project: "Project", folder: Path, wish: "Wish", dry_run: bool, yes: bool, as_json: bool
) -> "Report":
    """Publish, or only tell, and print what changed."""
    from pipeline.publish.release import publish, rehearse

    if dry_run:
        report = rehearse(project, folder, wish, date.today())
    else:
        with progress_for_people() as progress:
            report = publish(
                project, folder, wish, date.today(), progress, lambda planned: _agree(planned, folder, yes)
            )
    _tell(report, dry_run, as_json)
    return report


def _agree(difference: "Difference", folder: Path, yes: bool) -> bool:
    """Whether answers may disappear from a place."""
    if yes:
        return True
    gone = count(len(difference.disappear), "answer")
    tell(f"{gone} will disappear from {folder}:")
    for answer in difference.disappear[:_SHOWN]:
        tell(f"  {' · '.join(_line(answer))}")
    if not sys.stdin.isatty():
        raise UsageError(
            f"Nothing was changed in {folder}: {gone} would disappear, and nobody can be asked here.",
            "Look at it with --dry-run, then say --yes."
            + (" Until then, take down what must not be shown any more." if difference.barred else ""),
        )
    return typer.confirm("Go on?", err=True)


def _exit_code(report: "Report", dry_run: bool) -> ExitCode:
    return report.exit_code if report.written or dry_run else ExitCode.SOME_FAILED


def _tell(report: "Report", dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(_document(report, dry_run))
        return
    found = report.difference
    who = count(report.people, "person").replace("persons", "people")
    where = [
        count(report.clips, "clip") if report.clips or not report.texts else "",
        count(report.texts, "text") if report.texts else "",
    ]
    what = f"{count(found.published, 'answer')} of {who} in {' and '.join(filter(None, where))}"
    if report.written:
        say(f"Published in {report.seconds:.1f} s: {what}, in {report.target}.")
    elif dry_run:
        say(f"Would publish: {what}, in {report.target}.")
    else:
        say(f"Nothing was changed in {report.target}.")
        if found.barred:
            say(f"It shows {count(len(found.barred), 'answer')} that must not be shown any more.")
    _list("Disappear", found.disappear)
    _list("Appear", found.appear)
    _list("Change", found.change)
    if found.stay:
        say(f"Stay as they are: {count(found.stay, 'answer')}")
    if found.rest:
        say("")
        say(f"Held back: {count(len(found.rest), 'answer')}")
        say_table((f"{len(each.answers):>5}", each.reason, _people(each.answers)) for each in found.held_back)
    if report.previous:
        say("")
        say(f"What was there before is kept in {report.previous}: vox publish back {report.target}")
    for clip in report.unmade:
        say(f"No film of {clip.id}: {clip.reason}")


def _list(title: str, answers: "Sequence[Answer]") -> None:
    if not answers:
        return
    say("")
    say(f"{title}: {count(len(answers), 'answer')}")
    say_table(("", *_line(answer)) for answer in answers[:_SHOWN])
    if len(answers) > _SHOWN:
        say(f"  and {len(answers) - _SHOWN:,} more; --json lists all")


def _line(answer: "Answer") -> tuple[str, str, str]:
    text = answer.text or ""
    short = text if len(text) <= _LONGEST else f"{text[: text.rfind(' ', 0, _LONGEST)]} …"
    told = " ".join(answer.reasons) or (f"“{short}”" if short else "")
    return answer.id, answer.person or "Somebody", told


def _people(answers: "Sequence[Answer]") -> str:
    """Who says them, by name."""
    names = sorted({answer.person for answer in answers if answer.person})
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _document(report: "Report", dry_run: bool) -> dict[str, Any]:
    found = report.difference
    return {
        "form": report.form,
        "target": report.target,
        "dry_run": dry_run,
        "written": report.written,
        "answers": found.published,
        "clips": report.clips,
        "texts": report.texts,
        "people": report.people,
        "appear": found.appear,
        "change": found.change,
        "disappear": found.disappear,
        "stay": found.stay,
        "held_back": [
            {"reason": each.reason, "answers": [answer.id for answer in each.answers]}
            for each in found.held_back
        ],
        "unmade": report.unmade,
        "previous": report.previous,
        "seconds": round(report.seconds, 2),
    }
