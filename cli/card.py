"""`vox card`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say, tell, tell_problem
from cli.wanted import ChannelOption, ids, tell_held_back
from schemas.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.takeaways.cards import Card
    from pipeline.takeaways.drawing.page import Form


def card(
    answers: Annotated[
        list[str], typer.Argument(metavar="ANSWER...", help="Answers, by their ids; vox search tells them.")
    ],
    size: Annotated[
        str, typer.Option("--size", metavar="SIZE", help="1080x1080, 1080x1920 or 1200x630.")
    ] = "1080x1080",
    design: Annotated[
        str, typer.Option("--design", metavar="NAME", help="paper, colour, bold, poster or portrait.")
    ] = "paper",
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="png or svg.", show_default="that of --out, or else png"
        ),
    ] = None,
    channel: ChannelOption = "internal",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="PATH", help="A file, or a folder for several.", show_default="in takeaways/"
        ),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a picture of a quote to post: with name, theme and colours, and a text for who cannot see it."""
    from pipeline.quotations import Wanted, find_quotations, require_any
    from pipeline.takeaways.cards import Look, make_cards
    from schemas.people import Channel

    found = open_project(project)
    look = Look(design, size, cast("Form", form or _form_of(out)))
    look.check()
    chosen = find_quotations(found, Wanted(answers=ids(answers)), cast("Channel", channel), date.today())
    require_any(chosen)
    cards = make_cards(found, chosen.quotations, look, out)
    if as_json:
        print_json({"cards": [_row(card, look.design, look.size) for card in cards.made]})
    else:
        for card in cards.made:
            say(str(card.file))
    tell_held_back(chosen)
    for answer_id, problem in cards.failed.items():
        tell(f"No card of answer {answer_id}:")
        tell_problem(problem)
    if cards.failed or chosen.held_back:
        codes = {problem.exit_code for problem in cards.failed.values()}
        raise typer.Exit(codes.pop() if not cards.made and len(codes) == 1 else ExitCode.SOME_FAILED)


def _form_of(out: Path | None) -> str:
    """The format that the name of a file tells."""
    return out.suffix[1:].lower() if out and out.suffix and not out.is_dir() else "png"


def _row(card: "Card", design: str, size: str) -> dict[str, object]:
    quotation = card.quotation
    return {
        "file": card.file,
        "alt_file": card.alt_file,
        "answer": quotation.answer_id,
        "channel": quotation.channel,
        "text": quotation.text,
        "alt": card.alt,
        "design": design,
        "size": size,
        "revision": quotation.revision,
    }
