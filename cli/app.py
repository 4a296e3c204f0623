"""The vox command: its subcommands, and the one place where problems become messages and exit codes."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    captions,
    card,
    clip,
    collect,
    curate,
    derive,
    doctor,
    forget,
    import_,
    ingest,
    init,
    models,
    people,
    publish,
    quotes,
    reel,
    report,
    retag,
    search,
    serve,
    show,
    status,
    studio,
    tag,
    themes,
    verify,
)
from cli.common import JsonOption, ProjectOption, goes_on, tell, tell_problem
from pipeline.faults import keep_details
from schemas.errors import ExitCode, VoxError


class _Commands(TyperGroup):
    """Runs a subcommand and tells its problems in plain words."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except VoxError as problem:
            tell_problem(problem)
            raise typer.Exit(problem.exit_code) from None
        except KeyboardInterrupt:
            tell("Interrupted. What was finished is stored; run the same command again to go on.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None


app = typer.Typer(
    cls=_Commands,
    name="vox",
    help="From a folder of phone clips to a searchable site of what people said.",
    epilog="Start with: vox init, then vox ingest, then vox serve.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("init")(init.init)
app.command("ingest")(ingest.ingest)
app.command("import")(import_.import_)
app.command("collect")(collect.collect)
app.command("status")(status.status)
app.command("derive")(derive.derive)
app.command("search")(search.search)
app.command("show")(show.show)
app.command("tag")(tag.tag)
app.command("report")(report.report)
app.command("retag")(retag.retag)
app.command("reel")(reel.reel)
app.command("card")(card.card)
app.command("serve")(serve.serve)
app.command("studio")(studio.studio)
app.command("clip")(clip.clip)
app.add_typer(curate.app, name="correct")
app.add_typer(people.app, name="people")
app.add_typer(publish.app, name="publish")
app.command("captions")(captions.captions)
app.command("quotes")(quotes.quotes)
app.command("verify")(verify.verify)
app.command("forget")(forget.forget)
app.add_typer(themes.app, name="themes")
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)


@app.callback(invoke_without_command=True)
def what_next(context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """From a folder of phone clips to a searchable site of what people said."""
    if not goes_on(context, project, as_json):
        status.status(project, as_json)


def main() -> None:
    """Run vox; a fault of vox itself leaves its details in a file instead of on the screen."""
    try:
        app()
    except Exception as fault:
        details = keep_details(fault)
        tell(f"Something went wrong inside vox ({type(fault).__name__}). What was stored before is safe.")
        tell(f"Please report it with this file: {details}")
        sys.exit(ExitCode.SOME_FAILED)
