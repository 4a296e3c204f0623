"""`vox serve`."""

from typing import Annotated

import typer

from cli.common import ProjectOption, open_project, tell


def serve(
    project: ProjectOption = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="The port to listen on.")
    ] = 8001,
) -> None:
    """Open the site on this machine: browse, search and play what people said."""
    from pipeline.publish.server import serve as run

    def announce(address: str, local: bool) -> None:
        if not local:
            tell(
                "Everyone who can reach this machine can watch and read what people say. On the Data pages,"
                " SQL, names of files and consents are kept back."
            )
        tell(f"Open {address}  (Ctrl-C ends it)")

    run(open_project(project), host, port, announce)
