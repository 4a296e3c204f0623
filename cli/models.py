"""`vox models`, `vox models install`, `vox models verify`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.common import JsonOption, ProjectOption, goes_on, open_project, print_json, say, tell

app = typer.Typer(help="List, install and verify the models that listen.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def list_models(context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List the models on this machine; with a subcommand, install or verify one."""
    if goes_on(context, project, as_json):
        return
    from pipeline.disk import megabytes
    from pipeline.models import list_models

    found, used = list_models(), open_project(project).settings.model
    if as_json:
        print_json({"models": found, "used": used})
        return
    for model in found:
        where = f"{megabytes(model.size)}  {model.path}" if model.size else "vox models install"
        say(f"{model.name:<12} {model.state:<14} {where}")
    say(f"This project uses: {used}")


@app.command()
def install(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="base, a size such as small or large-v3-turbo, or a name of yours.",
            show_default="the one the project uses",
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", help="A folder with the model.", show_default="the engine's hub"
        ),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Install a model: base comes with vox, others from a folder or from the network."""
    from pipeline.disk import megabytes
    from pipeline.models import install as put

    name = name or open_project(project).settings.model
    tell(f"Installing the model '{name}'...")
    made = put(name, source)
    if as_json:
        print_json(made)
        return
    say(f"The model '{made.name}' is installed and verified: {megabytes(made.size)} in {made.path}.")


@app.command()
def verify(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A model.", show_default="the project's, and all that are installed"
        ),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare the files of models with their checksums."""
    from pipeline import models

    used = open_project(project).settings.model
    # A folder of the user's own has no checksums to compare with.
    ours = set() if Path(used).expanduser().is_dir() else {used}
    installed = {model.name for model in models.list_models() if model.state == "installed"}
    names = [name] if name else sorted(ours | installed)
    for each in names:
        models.verify(each)
    if as_json:
        print_json({"verified": names})
        return
    say(f"Verified: {', '.join(names)}.")
