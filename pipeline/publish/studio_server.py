"""`vox studio`: the site in editing mode, for one person on this machine."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from ipaddress import ip_address

import uvicorn

from pipeline.edits import BLUR, REDACT, redactions
from pipeline.project import Project
from pipeline.publish.server import build_site, expire_each_night, listen, prepare
from pipeline.publish.site.studio.desk import Desk, set_up
from pipeline.publish.site.studio.gate import LOGIN, Gate
from pipeline.publish.site.studio.pages import make_anew
from pipeline.store import Store
from schemas.errors import UsageError, VoxError


def serve_studio(
    project: Project, host: str, port: int, author: str, announce: Callable[[str], None]
) -> None:
    """Serve the studio until it is interrupted.

    Args:
        project: What to work on.
        host: The address to listen on, one of this machine's own.
        port: The port to listen on.
        author: Who decides in it.
        announce: Told the link that opens it, once.

    Raises:
        UsageError: The address can be reached from elsewhere, or nothing has been ingested yet.
        MachineError: The port is taken.
    """
    listening = listen(host, port, "vox studio")
    try:
        if not ip_address(listening.getsockname()[0]).is_loopback:
            raise UsageError(
                f"The studio does not open on {host}: others could write in it from there.",
                "Leave --host out. To show the site to others: vox serve --host ADDRESS, or vox publish.",
            )
        app, gate = build_studio(project, author, listening)
    except VoxError:
        listening.close()
        raise
    server = uvicorn.Server(uvicorn.Config(gate, log_level="warning", lifespan="on"))

    async def run() -> None:
        background = await prepare(app, lambda: expire_each_night(project))
        # What was redacted from the command line, and not made yet.
        make_anew(Desk(project, author, ""), await asyncio.to_thread(_redacted, project))
        announce(f"http://{_name(host)}:{port}{LOGIN}?token={gate.key}")
        await server.serve(sockets=[listening])
        for task in background:
            task.cancel()

    try:
        asyncio.run(run())
    finally:
        listening.close()


def _redacted(project: Project) -> tuple[str, ...]:
    """The clips in which something is redacted."""
    with Store.reading(project.database) as store:
        said = store.query(f"SELECT DISTINCT clip_id FROM corrections WHERE field IN ('{REDACT}', '{BLUR}')")
        return tuple(row["clip_id"] for row in said if redactions(store.corrections(row["clip_id"])).recipe)


def build_studio(project: Project, author: str, listening: socket.socket) -> tuple["object", Gate]:
    """The site with its studio, and the gate before it.

    Args:
        project: What to work on.
        author: Who decides in it.
        listening: Where it is served: it answers to the names of this machine at that port alone.
    """
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    app = build_site(project, local=True, studio=True)
    set_up(app, Desk(project, author, token))
    hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    return app, Gate(app.app(), hosts, token)


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host
