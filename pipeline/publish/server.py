"""`vox serve`: the site on this machine."""

import asyncio
import os
import socket
from collections.abc import Callable

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from pipeline.project import Project
from schemas.errors import MachineError, UsageError

_STOCK_ERROR_PAGE = "datasette.handle_exception"

_METADATA = {
    "title": "vox",
    "databases": {
        "vox": {
            "tables": {
                "answers": {"label_column": "text", "description": "What people said, one row an answer."},
                "clips": {"label_column": "path", "description": "The recordings."},
                "themes": {"label_column": "label", "description": "What people speak of."},
                "answer_themes": {
                    "description": "Which answer carries which theme, and the words that earned it."
                },
                "words": {
                    "description": "Every word as the machine heard it, in seconds from the clip's start."
                },
                "segments": {"description": "Stretches of speech with the engine's own doubts about them."},
                "files": {"hidden": True},
                "runs": {"hidden": True},
                "_sqlite_migrations": {"hidden": True},
            }
        }
    },
}


def build_site(project: Project) -> Datasette:
    """A Datasette over a project's database, with vox's pages.

    Raises:
        UsageError: Nothing has been ingested yet.
    """
    if not project.database.is_file():
        raise UsageError(f"Nothing has been ingested in {project.root} yet.", "Run vox ingest first.")
    # Datasette's own prints a traceback for every address that does not exist; ours shows a page instead.
    if pm.has_plugin(_STOCK_ERROR_PAGE):
        pm.unregister(name=_STOCK_ERROR_PAGE)
    # A database in WAL mode needs to write beside itself even to be read, unless it cannot change.
    is_writable = os.access(project.root, os.W_OK)
    files = [str(project.database)]
    return Datasette(
        files=files if is_writable else [],
        immutables=[] if is_writable else files,
        metadata=_METADATA,
        settings={"allow_download": False},
    )


def serve(project: Project, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the site until it is interrupted.

    Args:
        project: What to show.
        host: The address to listen on.
        port: The port to listen on.
        announce: Told the site's address once it can be opened.

    Raises:
        UsageError: Nothing has been ingested yet.
        MachineError: The port is taken or the address is not this machine's.
    """
    site = build_site(project)
    listening = _listen(host, port)
    server = uvicorn.Server(uvicorn.Config(site.app(), log_level="warning", lifespan="on"))

    async def run() -> None:
        await site.invoke_startup()
        announce(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        await server.serve(sockets=[listening])

    try:
        asyncio.run(run())
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise MachineError(
            f"The site cannot listen on {host}, port {port}: {error.strerror}.",
            f"Another vox serve may be running; try another port: vox serve --port {port % 65535 + 1}",
        ) from None
    # asyncio does so only for sockets that name their protocol; without it a page that follows another on the
    # same connection waits 40 ms for the acknowledgement of its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
