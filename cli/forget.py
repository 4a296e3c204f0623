"""`vox forget`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell
from cli.correct import AuthorOption, login
from cli.progress import progress_for_people
from schemas.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pipeline.forget import Forgotten, Plan
    from pipeline.project import Project

_SHOWN = 60
"""Letters of an answer that are shown."""


def forget(
    meant: Annotated[
        str,
        typer.Argument(
            metavar="PERSON|CLIP",
            help="A person's name or id as vox people lists it; or a clip's file name, path or id.",
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove somebody, or a clip, for good: recordings, words, pictures, and what was published."""
    from pipeline.forget import finish_forgetting, plan_forgetting
    from pipeline.forget import forget as run

    found = open_project(project)
    done = None
    if not dry_run:
        with progress_for_people() as progress:
            done = finish_forgetting(found, progress, meant)
        if done:
            tell("Something was being forgotten when vox was stopped. That is finished now.")
    try:
        plan = plan_forgetting(found, meant)
    except UsageError:
        if done is None:
            raise
        _report(done, None, as_json)
    if as_json and dry_run:
        print_json({"plan": plan, "forgotten": None})
        return
    if not as_json:
        _show(found, plan)
    if dry_run:
        say("Nothing was removed.")
        return
    if as_json and not yes:
        raise UsageError("Nothing was removed: with --json nobody is asked.", "Say --yes, or --dry-run.")
    if not yes:
        _ask(plan)
    with progress_for_people() as progress:
        done = run(found, plan, author or login(), progress)
    _report(done, plan, as_json)


def _show(project: "Project", plan: "Plan") -> None:
    """What goes, and what somebody has to do."""
    who = plan.name or plan.person
    say(f"{who or 'This clip'} is to be forgotten, which cannot be undone. What goes:")
    for clip in plan.clips:
        length = "" if clip.duration is None else f", {clip.duration:.1f} s"
        say(f"  clip {clip.path or f'{clip.id}, {clip.place}'}{length}")
    for answer in plan.answers:
        said = answer.text if len(answer.text) <= _SHOWN else f"{answer.text[:_SHOWN]}…"
        say(f"  answer {answer.id}, {answer.person or 'nobody named'}: {said}")
    for what, paths in (
        ("recording", plan.recordings),
        ("evidence of consent", plan.evidence),
        ("copy of the database", plan.databases),
        ("made of them", plan.takeaways),
        ("publication", plan.publications),
    ):
        for path in paths:
            say(f"  {what} {path}")
    counts = (
        (plan.quotes, "quote"),
        (plan.corrections, "correction"),
        (plan.consents, "record of consent"),
        (len(plan.made), "picture or web copy"),
    )
    say(f"  {', '.join(_many(number, noun) for number, noun in counts)}")
    if plan.person and plan.others:
        say(f"Because {who} is seen or heard in them, answers of others go, too: {', '.join(plan.others)}.")
    _show_what_stays(project, plan)


def _show_what_stays(project: "Project", plan: "Plan") -> None:
    for paths, told in (
        (plan.outside, "Outside of the project, for you to delete"),
        (plan.shared, "It shows the consent of others, too, and stays"),
        (plan.elsewhere, "It shows them until you publish it again; what is kept beside it goes"),
    ):
        for path in paths:
            say(f"{told}: {project.real_path(path)}")
    for answer in plan.named_in:
        say(f"The name is said in {answer.id}. To take it out: vox correct redact {answer.id} WORDS")
    for place in plan.imported:
        say(f"Imported from {place}: take it out of that file, wherever it is. It is not imported again.")
    for name in plan.settings:
        say(f"'{name}' stands in vox.toml, under names: take it out there.")


def _many(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    plural = {"record of consent": "records of consent", "picture or web copy": "pictures and web copies"}
    return f"{number:,} {plural.get(noun, f'{noun}s')}"


def _ask(plan: "Plan") -> None:
    """Go on only if somebody types the name.

    Raises:
        UsageError: They typed something else.
    """
    wanted = plan.name or plan.person or Path(plan.clips[0].path or plan.clips[0].id).name
    said = typer.prompt(f"To remove all this, type {wanted} or yes", default="", show_default=False, err=True)
    if " ".join(said.split()).casefold() not in (wanted.casefold(), "yes"):
        raise UsageError("Nothing was removed.")


def _report(done: "Forgotten", plan: "Plan | None", as_json: bool) -> None:
    """What came of it; ends with 1 if something is still found."""
    if as_json:
        print_json({"plan": plan, "forgotten": done})
    else:
        clips = count(done.removed["clips"], "clip")
        say(f"Forgotten: {clips} with {count(done.removed['answers'], 'answer')}. Receipt: {done.receipt}")
        for target in done.publish_again:
            say(f"To be made again: {target}")
        for path in plan.outside if plan else ():
            say(f"Still there, for you to delete: {path}")
    if done.places:
        tell("This was looked for in every file, and is still found in:")
        for trace in done.traces:
            what = trace.secret if isinstance(trace.secret, str) and trace.secret else "(it cannot be read)"
            tell(f"  {trace.place}: {what}")
        raise typer.Exit(ExitCode.SOME_FAILED)
    if not as_json:
        say("No word, name or file of it is found in the project any more.")
    raise typer.Exit(ExitCode.OK)
