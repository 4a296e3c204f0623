"""`vox studio`."""

from typing import Annotated

import typer

from cli.common import ProjectOption, open_project, tell
from cli.correct import AuthorOption, login


def studio(
    project: ProjectOption = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen on, one of this machine's own.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="The port to listen on.")
    ] = 8002,
    author: AuthorOption = None,
) -> None:
    """Open the site to work in: correct, name, approve, redact. Only the link it prints opens it, once."""
    from pipeline.publish.studio_server import serve_studio

    def announce(link: str) -> None:
        tell(f"Open {link}")
        tell("The link works once, in one browser. Ctrl-C ends the studio.")

    serve_studio(open_project(project), host, port, author or login(), announce)
