"""The site of a publication: read only, and nothing in it that was not published."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from pipeline.publish.metadata import metadata
from pipeline.publish.server import make_site, serve_site
from pipeline.publish.swap import Label, read_label

COMMAND = "vox publish serve"

_SETTINGS: dict[str, Any] = {
    # What Datasette proposes to count by costs a query for each column of a table, at each visit.
    "suggest_facets": False,
    "sql_time_limit_ms": 1500,
    "facet_time_limit_ms": 200,
    "max_returned_rows": 1000,
    # What is taken down must be gone from everywhere at once.
    "default_cache_ttl": 0,
}
"""No visitor can hold up the others: a publication holds what a person approved, far from 100,000 answers."""

_LIMITS: dict[str, Any] = {
    # httptools would take any length of headers.
    "http": "h11",
    "h11_max_incomplete_event_size": 16 * 1024,
    "limit_concurrency": 400,
    "timeout_keep_alive": 10,
    # A film that somebody watches must not keep the server from ending.
    "timeout_graceful_shutdown": 1,
    "server_header": False,
}


def build_published_site(
    folder: Path, *, base_url: str = "/", password_hash: str | None = None, secret: str | None = None
) -> Datasette:
    """A Datasette over a publication, with vox's pages: no SQL, no download, no way to write.

    Args:
        folder: As `build_publication` made it.
        base_url: Under which path it is visited; begins and ends with a slash.
        password_hash: Of the password that visitors are asked for (see `pipeline.publish.password`).
        secret: Signs that a visitor knew the password; a new one, if none is given, ends all visits.
    """
    label = read_label(folder) or Label()
    told = metadata(local=False)
    told["plugins"] = {
        "vox": {
            "local": False,
            "published": True,
            "index": label.index and not password_hash,
            "url": label.url,
            "password_hash": password_hash,
            "secret": secret,
        }
    }
    settings = {**_SETTINGS, "base_url": base_url}
    return make_site(folder / "vox.db", told, local=False, changes=False, settings=settings)


def serve_published(
    folder: Path,
    host: str,
    port: int,
    announce: Callable[[str, bool], None],
    *,
    base_url: str = "/",
    password_hash: str | None = None,
    secret: str | None = None,
) -> None:
    """Serve a publication until it is interrupted.

    Args:
        folder: As `build_publication` made it.
        host: The address to listen on.
        port: The port to listen on.
        announce: Told the site's address once it can be opened, and whether only this machine can open it.
        base_url: As for `build_published_site`, like the rest.
        password_hash: Of the password.
        secret: What signs.

    Raises:
        MachineError: The port is taken, or the address is not this machine's.
    """

    def build(_: bool) -> Datasette:
        return build_published_site(folder, base_url=base_url, password_hash=password_hash, secret=secret)

    serve_site(build, host, port, announce, options=_LIMITS, command=COMMAND)
