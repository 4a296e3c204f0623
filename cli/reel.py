"""`vox reel`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell
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
    tell_held_back,
    wanted,
)
from schemas.errors import UsageError

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.takeaways.reel.choice import Planned
    from pipeline.takeaways.reel.plan import Plan
    from pipeline.takeaways.reel.scenes import Layout
    from schemas.people import Channel

_SHOWN = 6
"""Reasons for which something was left out that are listed."""


def reel(
    words: WordsArgument = None,
    theme: ThemeOption = None,
    person: PersonOption = None,
    answer: AnswerOption = None,
    polarity: PolarityOption = "",
    collection: CollectionOption = None,
    source: SourceOption = "",
    approved: ApprovedOption = False,
    starred: StarredOption = False,
    longest: Annotated[
        str, typer.Option("--max", metavar="TIME", help="How long it may be, with its cards: 60s, 1m30s.")
    ] = "60s",
    people: Annotated[
        int, typer.Option("--people", min=1, max=500, metavar="NUMBER", help="How many people at most.")
    ] = 12,
    aspect: Annotated[str, typer.Option("--aspect", metavar="SHAPE", help="9:16, 1:1 or 16:9.")] = "9:16",
    captions: Annotated[
        bool, typer.Option("--captions/--no-captions", help="Whether what is said is written in the picture.")
    ] = False,
    title: Annotated[
        bool, typer.Option("--title/--no-title", help="Whether a first card shows the question.")
    ] = True,
    music: Annotated[
        Path | None, typer.Option("--music", metavar="FILE", help="Music below it, of any length and format.")
    ] = None,
    channel: ChannelOption = "internal",
    plan: Annotated[
        bool, typer.Option("--plan", help="Print the plan, to be edited, or write it to --out; no film.")
    ] = False,
    render: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Render this plan instead of a new one.")
    ] = None,
    edit: Annotated[
        bool,
        typer.Option(
            "--edit", help="Instead of a film, a folder to finish it in an editor (OTIO, EDL, FCPXML)."
        ),
    ] = False,
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a film of what many people say: chosen, put in order, levelled, with cards and music."""
    from pipeline.takeaways.reel.plan import Plan

    found = open_project(project)
    if render:
        _render_plan(found, render, edit, out, as_json)
        return
    asked = wanted(words, theme, person, answer, polarity, collection, source, approved, starred)
    wish = Plan(
        (),
        title=found.settings.question if title else "",
        channel=cast("Channel", channel),
        aspect=_aspect(aspect),
        captions=captions,
        longest=_longest(longest),
        music=str(music) if music else "",
    )
    planned = _planned(found, asked, people, wish)
    if plan:
        _write_plan(found, planned, out, as_json)
    else:
        _render(found, planned.plan, [piece.quotation for piece in planned.pieces], music, edit, out, as_json)


def _planned(project: "Project", wanted: Any, people: int, wish: "Plan") -> "Planned":
    from pipeline.takeaways.reel.choice import plan_film

    planned = plan_film(project, wanted, people, wish, date.today())
    tell_held_back(planned.chosen)
    for reason in planned.left_out[:_SHOWN]:
        tell(f"Left out: {reason}")
    if len(planned.left_out) > _SHOWN:
        tell(f"Left out: {count(len(planned.left_out) - _SHOWN, 'answer')} more.")
    return planned


def _write_plan(project: "Project", planned: "Planned", out: Path | None, as_json: bool) -> None:
    from pipeline.takeaways.keeping import keeping
    from pipeline.takeaways.reel.planfile import write_plan

    text = write_plan(planned.plan, planned.pieces, planned.why, planned.seconds)
    if out:
        with keeping(project, out, "reel", planned.plan.channel, planned.plan.answers) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    if as_json:
        print_json(
            {
                "file": out,
                "plan": text,
                "seconds": round(planned.seconds, 2),
                "pieces": [
                    _piece(piece.quotation, why)
                    for piece, why in zip(planned.pieces, planned.why, strict=True)
                ],
                "left_out": planned.left_out,
            }
        )
    elif out:
        say(str(out))
        tell(f"Change it and render it with: vox reel --from {out}")
    else:
        typer.echo(text, nl=False)


def _render_plan(project: "Project", source: Path, edit: bool, out: Path | None, as_json: bool) -> None:
    from pipeline.takeaways.reel.cuts import resolve
    from pipeline.takeaways.reel.planfile import read_plan

    plan = read_plan(source)
    resolved = resolve(project, plan, source, date.today())
    for changed in resolved.changed:
        tell(changed)
    music = None
    if plan.music:
        beside = source.parent / plan.music
        # What was printed names it as it was given, from where vox ran.
        music = beside if beside.is_file() else Path(plan.music)
    _render(project, plan, resolved.quotations, music, edit, out, as_json)


def _render(
    project: "Project",
    plan: "Plan",
    quotations: Any,
    music: Path | None,
    edit: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    from pipeline.takeaways.keeping import default_path
    from pipeline.takeaways.reel.film import make_film, prepare

    layout = prepare(project, plan, quotations)
    name = f"reel-{plan.aspect.replace(':', 'x')}"
    looped = False
    with progress_for_people() as progress:
        if edit:
            from pipeline.takeaways.reel.editing import make_edit

            made = make_edit(
                project, plan, layout, out or default_path(project, name, plan.channel), progress
            )
        else:
            target = out or default_path(project, f"{name}.mp4", plan.channel)
            film = make_film(project, plan, layout, target, music, progress)
            made, looped = film.file, film.is_looped
    if looped:
        tell("The music is shorter than the film: it is played again, its end fading into its beginning.")
    if as_json:
        print_json(_document(made, plan, layout, quotations, looped))
    else:
        say(str(made))
        who = count(len({each.speaker.key for each in quotations}), "person").replace("persons", "people")
        tell(f"{layout.seconds:.1f} seconds, {who}.")


def _document(made: Path, plan: "Plan", layout: "Layout", quotations: Any, looped: bool) -> dict[str, Any]:
    return {
        "file": made,
        "channel": plan.channel,
        "seconds": round(layout.seconds, 2),
        "width": layout.canvas.width,
        "height": layout.canvas.height,
        "captions": plan.captions,
        "music_looped": looped,
        "pieces": [_piece(each) for each in quotations],
    }


def _piece(quotation: Any, why: str | None = None) -> dict[str, Any]:
    told = {
        "answer": quotation.answer_id,
        "text": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        "name": quotation.speaker.name,
        "revision": quotation.revision,
    }
    return told if why is None else {**told, "why": why}


def _aspect(said: str) -> str:
    from pipeline.search import near
    from pipeline.takeaways.render.canvas import SIZES

    if said not in SIZES:
        known = list(SIZES)
        raise UsageError(
            f"There is no aspect '{said}'.{near(said, known)}", f"Say {', '.join(known[:-1])} or {known[-1]}."
        )
    return said


def _longest(said: str) -> float:
    from pipeline.takeaways.reel.plan import LONGEST_FILM, seconds_of

    found = seconds_of(said)
    if not found or found > LONGEST_FILM:
        raise UsageError(
            f"'{said}' is no length of a film.", f"Say 60s or 1m30s; at most {LONGEST_FILM / 60:g} minutes."
        )
    return found
