"""`vox themes`, `vox themes check`, `vox themes propose`."""

from pathlib import Path
from typing import Annotated

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
from schemas.errors import ExitCode

app = typer.Typer(help="List and check the themes, and propose new ones.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def list_themes(context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List the themes of the project; with a subcommand, check them or propose new ones."""
    if goes_on(context, project, as_json):
        return
    from schemas.themes import built_in_themes, load_themes

    path = open_project(project).theme_file
    themes = load_themes(path)
    if as_json:
        print_json({"file": path or built_in_themes(), "built_in": path is None, "themes": themes})
        return
    say_table((theme.slug, theme.label, theme.family, theme.definition) for theme in themes)
    if path is None:
        tell(f"These are built in. For themes of your own copy {built_in_themes()} into the project,")
        tell('change it, and name it in vox.toml: themes = "themes.yaml"')


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A theme file.", show_default="the project's, or the built-in one"
        ),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look a theme file over: every mistake with its line and reason. Nothing is changed."""
    from schemas.themes import built_in_themes, check_themes

    path = file or open_project(project).theme_file or built_in_themes()
    checked = check_themes(path)
    if as_json:
        print_json(
            {
                "file": path,
                "ok": not checked.mistakes,
                "themes": len(checked.themes),
                "mistakes": checked.mistakes,
                "advice": checked.advice,
            }
        )
    else:
        for remark in (*checked.mistakes, *checked.advice):
            say(f"{path}, {remark}")
        mistakes = count(len(checked.mistakes), "mistake") if checked.mistakes else "no mistake"
        say(f"{path}: {count(len(checked.themes), 'theme')}, {mistakes}.")
    raise typer.Exit(ExitCode.SOME_FAILED if checked.mistakes else ExitCode.OK)


@app.command("propose")
def propose_themes(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Propose themes that answers without one have in common, ready to paste into a theme file."""
    from pipeline.propose import as_yaml, propose

    found = propose(open_project(project))
    if as_json:
        print_json(
            {
                "untagged": found.untagged,
                "themes": [
                    {
                        "theme": each.theme,
                        "words": each.words,
                        "answers": [{"id": answer_id, "text": text} for answer_id, text in each.answers],
                    }
                    for each in found.themes
                ],
            }
        )
        return
    for line in as_yaml(found.themes).splitlines():
        say(line)
    tell(f"{count(found.untagged, 'answer')} without a theme; {count(len(found.themes), 'theme')} proposed.")
    if found.themes:
        tell("Paste what you choose into your theme file and mend its definition. Then run: vox retag")
