"""What of `vox correct` lets answers out: wording, quotes, redaction and review."""

from typing import Annotated

import typer

from cli.common import JsonOption, ProjectOption
from cli.correct import AnswerArgument, AuthorOption, correct
from cli.correct import app as corrections
from schemas.errors import UsageError

app = corrections
"""The commands below `vox correct`, those of cli/correct.py and these."""

_Words = Annotated[str, typer.Argument(metavar="WORDS", help="Words of the answer, as vox show has them.")]


@app.command()
def words(
    answer: AnswerArgument,
    heard: _Words,
    said: Annotated[str, typer.Argument(metavar="TEXT", help="What was said instead; '' for nothing.")],
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct words that were misheard. Their times stay, and what was heard is kept."""
    correct(
        project,
        author,
        as_json,
        answer,
        lambda made: made.reword(answer, *made.words_at(answer, heard), said),
    )


@app.command()
def quote(
    answer: AnswerArgument,
    chosen: _Words,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose the words that stand for an answer where it is shown short."""
    correct(
        project,
        author,
        as_json,
        answer,
        lambda made: made.choose_quote(answer, *made.words_at(answer, chosen)),
    )


@app.command()
def redact(
    answer: AnswerArgument,
    hidden: _Words,
    bleep: Annotated[bool, typer.Option("--bleep", help="A tone in their place, not silence.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hide words: nobody hears, reads or finds them any more. vox derive makes the clip without them."""
    how = "bleep" if bleep else "mute"
    correct(
        project,
        author,
        as_json,
        answer,
        lambda made: made.redact(answer, *made.words_at(answer, hidden), how),
    )


@app.command()
def blur(
    clip: Annotated[str, typer.Argument(metavar="CLIP", help="The clip's id.")],
    box: Annotated[
        str,
        typer.Option(
            metavar="X,Y,WIDTH,HEIGHT", help="In hundredths of the upright picture, from its upper left."
        ),
    ],
    start: Annotated[float, typer.Option("--from", min=0, metavar="SECONDS", help="From when.")],
    end: Annotated[float, typer.Option("--to", min=0, metavar="SECONDS", help="Until when.")],
    person: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Whom it covers.", show_default="nobody named")
    ] = None,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hide a part of the picture for a while. vox derive makes the clip without it."""
    try:
        x, y, width, height = (float(share) / 100 for share in box.split(","))
    except ValueError:
        raise UsageError(
            f"'{box}' is no box.", "Say left, top, width and height in hundredths, such as --box 10,20,30,40."
        ) from None
    correct(
        project,
        author,
        as_json,
        clip,
        lambda made: made.blur(clip, start, end, x, y, width, height, person),
    )


@app.command()
def approve(
    answer: AnswerArgument,
    quote: Annotated[bool, typer.Option("--quote", help="Its quote, once it is approved itself.")] = False,
    names: Annotated[
        bool, typer.Option("--names", help="What looks like somebody's name in it may be read.")
    ] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let an answer out, as far as the people in it agree; then its quote."""
    if quote and names:
        raise UsageError("Approve the quote or the names, one after the other.")
    correct(
        project,
        author,
        as_json,
        answer,
        lambda made: (
            made.approve_quote(answer)
            if quote
            else made.allow_names(answer)
            if names
            else made.approve(answer)
        ),
    )


@app.command()
def hide(
    answer: AnswerArgument,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an answer nowhere; it is kept."""
    correct(project, author, as_json, answer, lambda made: made.hide(answer))


@app.command()
def reset(
    answer: AnswerArgument,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Neither approved nor hidden: to be looked at again."""
    correct(project, author, as_json, answer, lambda made: made.reset_review(answer))


@app.command()
def star(
    answer: AnswerArgument,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an answer first."""
    correct(project, author, as_json, answer, lambda made: made.star(answer, not off))


@app.command()
def check(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List the corrections that stand over other words since a clip was heard anew."""
    from cli.common import open_project, print_json, say, say_table
    from pipeline.history import what
    from pipeline.show import list_unresolved

    found = list_unresolved(open_project(project))
    if as_json:
        print_json({"corrections": found})
        return
    say_table((str(each["id"]), each["answer_id"] or each["clip_id"], what(each)) for each in found)
    if not found:
        say("All corrections stand where they were made.")
