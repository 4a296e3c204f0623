"""What stands before a publication: visitors read, a little at a time, and learn nothing of the machine."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.publish.site.data import DATABASE
from pipeline.publish.site.door import Door
from pipeline.publish.site.page import HOST
from pipeline.publish.site.robots import ADDRESSES, plain_answer

_LONGEST_ADDRESS = 2000
"""Bytes of an address: no link of ours has half as many."""

_LONGEST_HEADERS = 16 * 1024
"""Bytes of all that a browser tells of itself, cookies among it."""

_MOST_FACETS = 4
"""Columns of a table that Datasette counts at once, each for up to a fifth of a second."""

_LONGEST_VALUE = 200
"""Characters of one question to a table: what is to be matched against every row."""

_OF_DATASETTE = {
    *(
        "_search",
        "_sort",
        "_sort_by_desc",
        "_sort_desc",
        "_next",
        "_size",
        "_shape",
        "_labels",
        "_col",
        "_nocol",
    ),
    *(
        "_facet",
        "_facet_array",
        "_facet_date",
        "_facet_size",
        "_nofacet",
        "_nosuggest",
        "_nocount",
        "_stream",
    ),
    *("_dl", "_header", "_json", "_json_infinity", "_nl", "_show_sql", "_hide_sql", "_show_hidden"),
    *("_filter_column", "_filter_op", "_filter_value", "_blob_column", "_blob_hash", "_charset"),
}
"""What Datasette's pages of tables and questions may be asked. Left out is what reaches into other tables or
writes SQL (`_where`, `_through`, `_extras`), and what tells how it works (`_trace`, `_timelimit`, `_ttl`)."""

_FILTER = re.compile(r"_filter_(column|op|value)_\d{1,2}")

_STOCK_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Of Datasette's own pages: they bring styles of their own, and do without their scripts."""

_SENT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": _STOCK_POLICY,
}

_OPEN = "/-/static-plugins/vox/"
"""Styles and letters: the page that asks for the password needs them."""


def guard(datasette: Any, app: ASGIApp) -> ASGIApp:
    """Let through to `app` what visitors of a publication may ask, as long as it is the one at its place.

    Where another took its place, what was taken down is still in the database that is open.
    """
    database = Path(datasette.databases[DATABASE].path)
    opened = _identity(database)
    told = datasette.plugin_config("vox") or {}
    base = datasette.setting("base_url")
    where = urlsplit(told.get("url") or "")
    door = Door(datasette, told["password_hash"], told.get("secret")) if told.get("password_hash") else None

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            # There is nothing to talk to.
            await send({"type": "websocket.close", "code": 1008})
            return
        send = _headed(send, scope["method"], listed=bool(told.get("index")), secret=door is not None)
        if refused := _refused(scope, has_door=door is not None):
            await refused(scope, receive, send)
            return
        if _identity(database) != opened:
            refused = PlainTextResponse("This site was published anew. It has to be started again.", 503)
            await refused(scope, receive, send)
            return
        path = _below(scope["path"], base)
        scope = _plain(scope, where.scheme, where.netloc)
        if path in ADDRESSES:
            answer = await plain_answer(datasette, path, told.get("url"), listed=bool(told.get("index")))
            await answer(scope, receive, send)
            return
        if door and not path.startswith(_OPEN) and not door.knows(scope):
            await door.ask(scope, receive, send, path)
            return
        if scope["method"] == "POST":
            await PlainTextResponse("Only GET and HEAD.", 405, {"allow": "GET, HEAD"})(scope, receive, send)
            return
        if path.startswith("/media/"):
            scope = {**scope, "path": path, "raw_path": path.encode()}
        else:
            # What Datasette answers to HEAD differs from page to page; here it is a GET without its end.
            scope = {**scope, "method": "GET", "headers": _without(scope, b"cookie")}
        await app(scope, receive, send)

    return guarded


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies somewhere; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _refused(scope: Scope, *, has_door: bool) -> PlainTextResponse | None:
    """The answer to what nobody may ask."""
    if scope["method"] not in (("GET", "HEAD", "POST") if has_door else ("GET", "HEAD")):
        return PlainTextResponse("Only GET and HEAD.", 405, {"allow": "GET, HEAD"})
    query = scope["query_string"]
    if len(scope["path"]) + len(query) > _LONGEST_ADDRESS:
        return PlainTextResponse("The address is too long.", 414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _LONGEST_HEADERS:
        return PlainTextResponse("Your browser tells too much.", 431)
    host = dict(scope["headers"]).get(b"host", b"")
    if not HOST.fullmatch(host.decode("latin-1")):
        return PlainTextResponse("There is no such host.", 400)
    asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    names = [name for name, _ in asked]
    if any(
        name.startswith("_") and name not in _OF_DATASETTE and not _FILTER.fullmatch(name) for name in names
    ):
        return PlainTextResponse("This cannot be asked here.", 400)
    facets = sum(name.startswith("_facet") and name != "_facet_size" for name in names)
    if facets > _MOST_FACETS or any(len(value) > _LONGEST_VALUE * 4 for _, value in asked):
        return PlainTextResponse("This asks for too much at once.", 400)
    return None


def _below(path: str, base: str) -> str:
    """A path as it is below the path under which the site is visited; a proxy may have taken that away."""
    return "/" + path.removeprefix(base) if base != "/" and path.startswith(base) else path


def _plain(scope: Scope, scheme: str, host: str) -> Scope:
    """What was asked, at the address at which the site stands, if that is known, whoever says what else."""
    scope = {**scope, "headers": _without(scope, b"authorization")}
    if host:
        scope["headers"] = [*_without(scope, b"host"), (b"host", host.encode("idna"))]
        scope["scheme"] = scheme
    return scope


def _without(scope: Scope, unwanted: bytes) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in scope["headers"] if name != unwanted]


def _headed(send: Send, method: str, *, listed: bool, secret: bool) -> Send:
    """Send with the headers of a publication, and to HEAD no more than them."""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _SENT.items():
                headers.setdefault(name, value)
            if listed and message["status"] < 300:
                del headers["x-robots-tag"]
            else:
                headers["x-robots-tag"] = "noindex"
            if secret and "cache-control" not in headers:
                headers["cache-control"] = "private, no-store"
        elif method == "HEAD" and message.get("body"):
            message = {**message, "body": b""}
        await send(message)

    return headed
