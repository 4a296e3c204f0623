"""`vox serve`: the site on this machine, or from it to others."""

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from pipeline.people import let_expire
from pipeline.project import Project
from pipeline.publish.metadata import metadata
from pipeline.publish.site.alike import warm_up
from pipeline.publish.site.data import DATABASE
from pipeline.publish.site.live import live
from pipeline.store import Store
from schemas.errors import MachineError, UsageError, VoxError

_UNWANTED = ("datasette.handle_exception", "auth_passwords")
"""Plugins that our sites do without. Datasette's own page for faults prints a traceback for any address that
does not exist; ours shows a page instead. The other is there for its sums of passwords: its login would
hold up everybody else for as long as a sum takes, and films would not ask for it."""

_TEMPLATES = Path(__file__).parent / "data_templates"
"""Datasette's own pages with a way back to ours: used by our site alone, not by every Datasette around."""

_LOOKS_AGAIN = 60
"""Seconds after which it is seen that another day has begun."""

_LONGEST_QUERY = 3000
"""Milliseconds: a question about all of 100,000 answers takes half a second, and more on a busy machine."""


def build_site(project: Project, *, local: bool = True, studio: bool = False) -> Datasette:
    """A Datasette over a project's database, with vox's pages.

    Args:
        project: What to show.
        local: Whether only this machine can look. To others no SQL is open, and nothing tells names of files.
        studio: Whether one can write in it, too; who looks sees also what is hidden or withheld.

    Raises:
        UsageError: Nothing has been ingested yet.
        MachineError: The database is no database of vox, or was made by another version of it.
    """
    if not project.database.is_file():
        raise UsageError(f"Nothing has been ingested in {project.root} yet.", "Run vox ingest first.")
    # It says what to do about a database of another version.
    with Store.reading(project.database):
        pass
    # A database in WAL mode needs to write beside itself even to be read, unless it cannot change.
    is_writable = os.access(project.root, os.W_OK)
    return make_site(project.database, metadata(local=local, studio=studio), local=local, changes=is_writable)


def make_site(
    database: Path,
    told: dict[str, Any],
    *,
    local: bool,
    changes: bool,
    settings: Mapping[str, Any] | None = None,
) -> Datasette:
    """A Datasette over one database, with vox's pages.

    Args:
        database: With vox's tables.
        told: Datasette's metadata.
        local: Whether SQL is open.
        changes: Whether anybody may write to the database meanwhile.
        settings: Datasette's, besides.
    """
    for unwanted in _UNWANTED:
        if pm.has_plugin(unwanted):
            pm.unregister(name=unwanted)
    return Datasette(
        files=[str(database)] if changes else [],
        immutables=[] if changes else [str(database)],
        metadata=told,
        template_dir=str(_TEMPLATES),
        settings={
            "allow_download": False,
            "default_allow_sql": local,
            "sql_time_limit_ms": _LONGEST_QUERY,
            **(settings or {}),
        },
    )


def serve(project: Project, host: str, port: int, announce: Callable[[str, bool], None]) -> None:
    """Serve the site until it is interrupted.

    Args:
        project: What to show.
        host: The address to listen on.
        port: The port to listen on.
        announce: Told the site's address once it can be opened, and whether only this machine can open it.

    Raises:
        UsageError: Nothing has been ingested yet.
        MachineError: The port is taken, the address is not this machine's, or the database is of another
            version.
    """
    settled: date | None = None

    def build(local: bool) -> Datasette:
        nonlocal settled
        today = date.today()
        if os.access(project.root, os.W_OK) and project.database.is_file() and let_expire(project):
            settled = today
        return build_site(project, local=local)

    serve_site(build, host, port, announce, meanwhile=lambda: expire_each_night(project, settled))


def serve_site(
    build: Callable[[bool], Datasette],
    host: str,
    port: int,
    announce: Callable[[str, bool], None],
    meanwhile: Callable[[], Coroutine[Any, Any, None]] | None = None,
    options: Mapping[str, Any] | None = None,
    command: str = "vox serve",
) -> None:
    """Serve a site until it is interrupted.

    Args:
        build: Makes the site, told whether only this machine can look.
        host: The address to listen on.
        port: The port to listen on.
        announce: Told the site's address once it can be opened, and whether only this machine can open it.
        meanwhile: What goes on as long as it is served.
        options: uvicorn's, besides.
        command: What was typed.

    Raises:
        MachineError: The port is taken, or the address is not this machine's.
    """
    listening = listen(host, port, command)
    local = ip_address(listening.getsockname()[0]).is_loopback
    try:
        site = build(local)
    except VoxError:
        listening.close()
        raise
    server = uvicorn.Server(uvicorn.Config(site.app(), log_level="warning", lifespan="on", **(options or {})))

    async def run() -> None:
        background = await prepare(site, meanwhile)
        announce(f"http://{f'[{host}]' if ':' in host else host}:{port}/", local)
        await server.serve(sockets=[listening])
        for task in background:
            task.cancel()

    try:
        asyncio.run(run())
    finally:
        listening.close()


async def prepare(
    site: Datasette, meanwhile: Callable[[], Coroutine[Any, Any, None]] | None = None
) -> "list[asyncio.Task[None]]":
    """Make a site ready for its first visitor.

    Args:
        site: The site.
        meanwhile: What goes on as long as it is served.

    Returns:
        What goes on beside, to be cancelled.
    """
    await site.invoke_startup()
    # The first visitor does not wait for what is kept in memory: some seconds at 100,000 answers.
    await live(site).columns()
    background = [asyncio.create_task(_read_the_rest(site))]
    return [*background, asyncio.create_task(meanwhile())] if meanwhile else background


async def _read_the_rest(site: Datasette) -> None:
    await warm_up(site.databases[DATABASE])
    await live(site).making()


async def expire_each_night(project: Project, settled: date | None = None) -> None:
    """A consent that ends today is none tomorrow, also on a site that is open over night.

    It looks at the clock again and again: a machine that slept would wake too late, and at midnight another
    run may be writing.

    Args:
        project: What is shown.
        settled: The day on which that was done last.
    """
    while os.access(project.root, os.W_OK):
        today = date.today()
        if settled != today:
            with suppress(MachineError):  # Such as a full disk: there may be room later.
                settled = today if await asyncio.to_thread(let_expire, project) else None
        await asyncio.sleep(_LOOKS_AGAIN)


def listen(host: str, port: int, command: str) -> socket.socket:
    """Listen for a server.

    Args:
        host: The address to listen on.
        port: The port.
        command: What was typed, for who has to try again.

    Raises:
        MachineError: The port is taken, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=128)
        # asyncio sets this for sockets it opens itself. Without it every page waits 40 ms: its headers and
        # its body are two packets, and the second is held back until the viewer's machine has the first.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise MachineError(
            f"The site cannot listen on {host}, port {port}: {error.strerror}.",
            f"Another {command} may be running; try another port: {command} --port {port % 65535 + 1}",
        ) from None
