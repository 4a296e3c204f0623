"""A site as a folder: exported over the examples, and sent by two kinds of plain web servers."""

import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import uvicorn
from starlette.staticfiles import StaticFiles

from pipeline.derived import COPY, POSTER, STRIP, WAVEFORM, folders
from pipeline.progress import Silent
from pipeline.project import Project, find_project
from pipeline.publish.server import build_site
from pipeline.publish.static import Exported, export_static

_ENDINGS = {COPY: ".mp4", POSTER: ".jpg", WAVEFORM: ".png", STRIP: "-strip.jpg"}


def as_published(project: Project, root: Path) -> Project:
    """A copy of a project's database that, as a publication, does not know who agreed to what."""
    root.mkdir()
    shutil.copyfile(project.database, root / "vox.db")
    with closing(sqlite3.connect(root / "vox.db")) as db, db:
        db.execute("DROP TABLE IF EXISTS consents")
    media = root / "media"
    media.mkdir()
    made = folders(project)
    for kind, ending in _ENDINGS.items():
        for file in made[kind].glob(f"*{ending[-4:]}"):
            shutil.copyfile(file, media / f"{file.name[:16]}{ending}")
    return find_project(root)


def export(project: Project, folder: Path, **how: Any) -> Exported:
    """Write a site into a new folder."""
    folder.mkdir(parents=True)
    site = build_site(project, local=False)
    try:
        # In a thread of its own: where Playwright runs, no other loop may.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(
                export_static, site, project.root / "media", folder, Silent(), **how
            ).result()
    finally:
        for database in site.databases.values():
            database.close()


@contextmanager
def plain_server(folder: Path) -> Iterator[str]:
    """A server that sends files only from their beginning."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def copyfile(self, source: Any, outputfile: Any) -> None:
            # A player that leaves is no fault.
            with suppress(ConnectionError):
                super().copyfile(source, outputfile)

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def ranging_server(folder: Path) -> Iterator[str]:
    """A server that sends any part of a file."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(StaticFiles(directory=folder, html=True), log_level="error", lifespan="off")
        )
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(10)
