"""`vox correct` and what is below it."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say, say_table
from schemas.errors import UsageError
from schemas.writings import TEXTS

if TYPE_CHECKING:
    from pipeline.corrections import Corrections
    from schemas.records import Correction

app = typer.Typer(
    help="Put right what vox made of an answer. Nothing is lost: all of it can be undone.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

AnswerArgument = Annotated[
    str, typer.Argument(metavar="ANSWER", help="The answer's id, as vox search shows it.")
]
AuthorOption = Annotated[
    str | None,
    typer.Option("--author", metavar="NAME", help="Who decides.", show_default="your login name"),
]
_Theme = Annotated[str, typer.Argument(metavar="THEME", help="The theme's slug, as vox themes lists it.")]


@app.command()
def accept(
    answer: AnswerArgument,
    theme: _Theme,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """The answer does speak of a theme that vox found or suggests."""
    correct(project, author, as_json, answer, lambda made: made.accept(answer, theme))


@app.command()
def reject(
    answer: AnswerArgument,
    theme: _Theme,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """The answer does not speak of a theme that vox found or suggests."""
    correct(project, author, as_json, answer, lambda made: made.reject(answer, theme))


@app.command()
def add(
    answer: AnswerArgument,
    theme: _Theme,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """The answer speaks of a theme that vox did not find."""
    correct(project, author, as_json, answer, lambda made: made.add(answer, theme))


@app.command()
def remove(
    answer: AnswerArgument,
    theme: _Theme,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a theme off an answer, whoever put it there."""
    correct(project, author, as_json, answer, lambda made: made.remove(answer, theme))


@app.command()
def split(
    answer: AnswerArgument,
    at: Annotated[
        float | None,
        typer.Option("--at", metavar="SECONDS", help="Before the word that begins nearest to this second."),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="WORDS", help="Before this word, or these."),
    ] = None,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make two answers of one."""
    if (at is None) == (before is None):
        raise UsageError("Say where to split: --at SECONDS or --before WORDS, one of them.")
    correct(project, author, as_json, answer, lambda made: made.split(answer, at=at, before=before))


@app.command()
def join(
    answer: AnswerArgument,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one answer of this one and the next in its clip."""
    correct(project, author, as_json, answer, lambda made: made.join(answer))


@app.command()
def question(
    answer: AnswerArgument,
    keep: Annotated[
        bool, typer.Option("--keep/--strip", help="It is part of the answer, or it is not after all.")
    ],
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give back what was taken off an answer as the question, or strip it again."""

    def decide(made: "Corrections") -> "Correction | None":
        return made.keep_question(answer) if keep else made.strip_question(answer)

    correct(project, author, as_json, answer, decide)


@app.command("off-topic")
def off_topic(
    answer: AnswerArgument,
    on_topic: Annotated[bool, typer.Option("--on-topic", help="It is an answer: bring it back.")] = False,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hide what is no answer, such as talk about the filming; it is kept."""
    correct(project, author, as_json, answer, lambda made: made.mark(answer, off_topic=not on_topic))


@app.command()
def polarity(
    answer: AnswerArgument,
    value: Annotated[str, typer.Argument(metavar="POLARITY", help="praise, complaint or neutral.")],
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether an answer is praise, a complaint or neither."""
    correct(project, author, as_json, answer, lambda made: made.set_polarity(answer, value))


@app.command()
def kind(
    answer: AnswerArgument,
    value: Annotated[str, typer.Argument(metavar="KIND", help="definition, story, advice or opinion.")],
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say of what kind an answer is."""
    correct(project, author, as_json, answer, lambda made: made.set_kind(answer, value))


@app.command()
def undo(
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="NUMBER", help="Of the correction, as the log shows it.", show_default="the last"
        ),
    ] = None,
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a correction back; undo that, by its number, to make it hold again."""
    correct(project, author, as_json, None, lambda made: made.undo(number))


@app.command()
def log(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List all corrections: who decided what, and when."""
    from pipeline.history import what
    from pipeline.plain import local
    from pipeline.show import list_corrections

    found = list_corrections(open_project(project))
    if as_json:
        print_json({"corrections": found})
        return
    say_table(
        (
            str(each["id"]),
            local(each["made_at"]),
            each["author"],
            each["answer_id"] or "",
            what(each),
        )
        for each in found
    )
    if not found:
        say("Nobody has put anything right yet.")


def correct(
    folder: Path | None,
    author: str | None,
    as_json: bool,
    answer: str | None,
    decide: "Callable[[Corrections], Correction | None]",
) -> None:
    """Store a decision, and tell what it was and what its clip holds now.

    Args:
        folder: Of the project.
        author: Who decides.
        as_json: Whether to tell it as JSON.
        answer: The answer; None where the decision knows.
        decide: Makes the decision.
    """
    from pipeline.corrections import correcting
    from pipeline.corrections.base import RE_READ
    from pipeline.history import what
    from pipeline.show import answers_of, correction_facts

    project = open_project(folder)
    with correcting(project, author or login()) as corrections:
        made = decide(corrections)
    clip_id = made.clip_id if made else (answer or "").split("-")[0]
    answers = answers_of(project, clip_id)
    if as_json:
        print_json({"correction": correction_facts(made) if made else None, "answers": answers})
        return
    if not made:
        say("It is so already; nothing was changed.")
        return
    is_text = any(each["source"] in TEXTS for each in answers)
    say(f"{made.answer_id or made.clip_id}: {what(correction_facts(made), is_text=is_text)}.")
    for each in answers if made.field in RE_READ else ():
        times = "" if is_text else f"{each['start']:.2f} to {each['end']:.2f} s  "
        say(f"  {each['id']}  {times}{each['text']}")
    say(f"Correction {made.id}. To take it back: vox correct undo {made.id}")


def login() -> str:
    """Who is at this machine, by the name they log in with."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"
