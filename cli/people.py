"""`vox people` and `vox people name`."""

from typing import Annotated

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, say_table
from cli.correct import AnswerArgument, AuthorOption, correct

app = typer.Typer(help="List who speaks, and say who does.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def list_people(context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List who speaks; with a subcommand, say who does."""
    if context.invoked_subcommand is not None:
        return
    from pipeline.show import list_people as people

    found = people(open_project(project))
    if as_json:
        print_json({"people": found})
        return
    say_table((person["id"], person["name"] or "", count(person["answers"], "answer")) for person in found)
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
    author: AuthorOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who speaks in an answer. vox correct undo takes it back."""
    correct(project, author, as_json, answer, lambda made: made.name(answer, who, voice=voice))
