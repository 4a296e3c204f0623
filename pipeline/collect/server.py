"""The page, and what phones send to it: tus 1.0 for recordings (https://tus.io/protocols/resumable-upload)."""

import asyncio
import json
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.collect.uploads import LARGEST, MOST_AT_ONCE, RefusedError, Uploads
from pipeline.collect.wording import Wording, choose
from pipeline.sheets import tidy_line, tidy_text
from pipeline.slips import Slip
from schemas.errors import ClipError, MachineError
from schemas.people import Naming

_HERE = Path(__file__).parent
_STATIC = {
    "collect.css": "text/css",
    "collect.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "tus.js": "text/javascript",
}

_TUS = {"Tus-Resumable": "1.0.0"}
_OPTIONS = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,termination", "Tus-Max-Size": str(LARGEST)}

_AT_ONCE = 256 * 1024
"""Bytes that are held before they are written."""

_SILENCE = 60.0
"""Seconds after which a phone that sends nothing is taken to be gone: it holds up others."""

_LARGEST_FORM = 256 * 1024
_LONGEST_TEXT = 20_000
_LONGEST_NAME = 100

_GUARDS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Arrival = Callable[[Slip, float | None], None]
App = Callable[[Any, Any, Any], Awaitable[None]]


def build(
    question: str,
    wordings: Mapping[str, Wording],
    uploads: Uploads,
    token: str,
    hosts: frozenset[str],
    arrived: Arrival,
) -> App:
    """The whole of what can be reached.

    Args:
        question: What is asked.
        wordings: The page in each language.
        uploads: Where recordings go.
        token: The first part of every path.
        hosts: By which names and ports the page is asked for.
        arrived: Told of each answer once it is on the disk, and how many seconds it takes.
    """
    desk = _Desk(question, wordings, uploads, arrived)
    routes = [
        Route("/", desk.page),
        Route("/kiosk", desk.kiosk),
        Route("/static/{name}", desk.static),
        Route("/files", desk.begin, methods=["POST"]),
        Route("/files", desk.options, methods=["OPTIONS"]),
        Route("/files/{upload}", desk.offset, methods=["HEAD"]),
        Route("/files/{upload}", desk.go_on, methods=["PATCH"]),
        Route("/files/{upload}", desk.stop, methods=["DELETE"]),
        Route("/answers", desk.answer, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={RefusedError: _refuse})
    app.router.redirect_slashes = False
    return _Gate(app, token, hosts)


class _Gate:
    """Lets in who knows the address; to everybody else there is nothing here."""

    def __init__(self, app: App, token: str, hosts: frozenset[str]) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or hand it on."""

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_GUARDS)
            await send(message)

        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        first, slash, _ = scope["path"].removeprefix("/").partition("/")
        is_known = compare_digest(first.encode("utf-8", "replace"), self._token)
        if not is_known or not slash or headers.get("host", "").lower() not in self._hosts:
            await Response("Not found", 404)(scope, receive, guarded)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _is_from_here(headers):
            await Response("Forbidden", 403)(scope, receive, guarded)
        else:
            await self._app({**scope, "root_path": f"/{first}"}, receive, guarded)


class _Desk:
    """Answers each kind of request."""

    def __init__(
        self, question: str, wordings: Mapping[str, Wording], uploads: Uploads, arrived: Arrival
    ) -> None:
        self._question = question
        self._wordings = wordings
        self._uploads = uploads
        self._arrived = arrived
        templates = Environment(
            loader=FileSystemLoader(_HERE / "pages"), autoescape=True, undefined=StrictUndefined
        )
        self._template = templates.get_template("answer.html")

    async def page(self, request: Request) -> Response:
        """The question, and a way to answer it."""
        return self._page(request, is_kiosk=False)

    async def kiosk(self, request: Request) -> Response:
        """The same for a tablet on a stand."""
        return self._page(request, is_kiosk=True)

    def _page(self, request: Request, *, is_kiosk: bool) -> Response:
        asked = request.query_params.get("lang")
        wording = choose(self._wordings, asked, request.headers.get("accept-language", ""))
        content = self._template.render(
            base=request.scope["root_path"],
            question=self._question,
            wording=wording,
            t=wording.texts,
            languages={code: each.texts["language"] for code, each in self._wordings.items()},
            is_kiosk=is_kiosk,
            longest_text=_LONGEST_TEXT,
            longest_name=_LONGEST_NAME,
            largest=LARGEST,
        )
        return HTMLResponse(content, headers={"Content-Language": wording.language})

    async def static(self, request: Request) -> Response:
        """One of the few files of the page."""
        name = request.path_params["name"]
        if name not in _STATIC:
            raise RefusedError(404)
        return Response((_HERE / "static" / name).read_bytes(), media_type=_STATIC[name])

    async def options(self, request: Request) -> Response:
        """What of tus is known here."""
        return Response(status_code=204, headers={**_TUS, **_OPTIONS})

    async def begin(self, request: Request) -> Response:
        """A recording is announced; what it is called is not wanted."""
        _require_tus(request)
        length = _number(request, "upload-length")
        upload = await asyncio.to_thread(self._uploads.begin, length, _who(request))
        place = f"{request.scope['root_path']}/files/{upload}"
        return Response(status_code=201, headers={**_TUS, "Location": place})

    async def offset(self, request: Request) -> Response:
        """How far a recording has come; whoever was still sending it is gone."""
        _require_tus(request)
        upload = request.path_params["upload"]
        length = self._uploads.length(upload)
        async with self._uploads.taking(upload):
            come = self._uploads.offset(upload)
        told = {"Upload-Offset": str(come), "Upload-Length": str(length)}
        return Response(status_code=200, headers={**_TUS, **told})

    async def go_on(self, request: Request) -> Response:
        """More of a recording."""
        _require_tus(request)
        if request.headers.get("content-type") != "application/offset+octet-stream":
            raise RefusedError(415)
        upload = request.path_params["upload"]
        begin = _number(request, "upload-offset")
        length = self._uploads.length(upload)
        if self._uploads.writers >= MOST_AT_ONCE:
            raise RefusedError(503)
        self._uploads.writers += 1
        try:
            async with self._uploads.taking(upload) as leave:
                if begin != self._uploads.offset(upload):
                    raise RefusedError(409)
                if int(request.headers.get("content-length") or 0) > length - begin:
                    raise RefusedError(413)
                come = await self._write(request, upload, length - begin, leave)
        finally:
            self._uploads.writers -= 1
        if come is None:
            self._uploads.cut(upload, begin)
            raise RefusedError(413)
        return Response(status_code=204, headers={**_TUS, "Upload-Offset": str(begin + come)})

    async def _write(self, request: Request, upload: str, most: int, leave: asyncio.Event) -> int | None:
        """Write what comes until it ends, the connection is lost, or somebody else goes on.

        Returns:
            How many bytes that were; None if more came than there may be.
        """
        come, held = 0, bytearray()
        target = self._uploads.open(upload)
        left = asyncio.ensure_future(leave.wait())
        try:
            goes_on = True
            while goes_on:
                receiving = asyncio.ensure_future(request.receive())
                await asyncio.wait((receiving, left), timeout=_SILENCE, return_when=asyncio.FIRST_COMPLETED)
                if not receiving.done():
                    receiving.cancel()
                    break
                message = receiving.result()
                held += message.get("body", b"")
                goes_on = message["type"] == "http.request" and message.get("more_body", False)
                if come + len(held) > most:
                    return None
                if len(held) >= _AT_ONCE:
                    await asyncio.to_thread(_write_all, target, held)
                    come, held = come + len(held), bytearray()
            await asyncio.to_thread(_write_all, target, held)
            await asyncio.to_thread(os.fsync, target)
            return come + len(held)
        except OSError:
            raise RefusedError(507) from None
        finally:
            left.cancel()
            os.close(target)

    async def stop(self, request: Request) -> Response:
        """Somebody does not want to send it after all."""
        _require_tus(request)
        upload = request.path_params["upload"]
        async with self._uploads.taking(upload):
            self._uploads.drop(upload)
        return Response(status_code=204, headers=_TUS)

    async def answer(self, request: Request) -> Response:
        """Who somebody is and what they agree to: only now is what they sent an answer."""
        form = await _form(request)
        wording = self._wordings.get(str(form.get("language")))
        naming = form.get("naming")
        if form.get("agreed") is not True or naming not in get_args(Naming) or wording is None:
            raise RefusedError(400)
        if form.get("version") != wording.version:
            # The page was opened before the words were changed: they read others.
            raise RefusedError(409)
        text = tidy_text(_text(form, "text", _LONGEST_TEXT)) or None
        upload = form.get("upload")
        if (upload is None) == (text is None) or not isinstance(upload, str | None):
            raise RefusedError(400)
        slip: dict[str, Any] = {
            "name": tidy_line(_text(form, "name", _LONGEST_NAME)) or None,
            "role": tidy_line(_text(form, "role", _LONGEST_NAME)) or None,
            "naming": cast("Naming", naming),
            "channels": wording.channels,
            "wording": wording.consent,
            "wording_version": wording.version,
            "language": wording.language,
            "arrived_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        if upload is None:
            self._uploads.count(_who(request))
            await self._keep(Slip(**slip, id=secrets.token_hex(10), text=text), None)
        elif not self._uploads.is_finished(upload):
            async with self._uploads.taking(upload):
                await self._finish(upload, slip)
        return JSONResponse({"thanks": True})

    async def _finish(self, upload: str, slip: Mapping[str, Any]) -> None:
        if self._uploads.offset(upload) != self._uploads.length(upload):
            raise RefusedError(409)
        try:
            place, sha256, seconds = await asyncio.to_thread(self._uploads.check, upload)
        except ClipError:
            self._uploads.drop(upload)
            raise RefusedError(415) from None
        except MachineError:
            raise RefusedError(503) from None
        await self._keep(Slip(**slip, id=upload, file=place, sha256=sha256), seconds)

    async def _keep(self, slip: Slip, seconds: float | None) -> None:
        try:
            await asyncio.to_thread(self._uploads.keep, slip)
        except MachineError:
            raise RefusedError(507) from None
        self._arrived(slip, seconds)


def _is_from_here(headers: Headers) -> bool:
    """Whether what is sent comes from the page itself, as far as a browser tells."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers["host"].lower()


def _refuse(request: Request, refused: Exception) -> Response:
    status = refused.status if isinstance(refused, RefusedError) else 500
    headers = {**_TUS, "Retry-After": "2"} if status in (429, 503) else _TUS
    # What is still being sent is not read.
    return Response(status_code=status, headers={**headers, "Connection": "close"})


def _require_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != _TUS["Tus-Resumable"]:
        raise RefusedError(412)


def _number(request: Request, header: str) -> int:
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdigit() and len(told) < 20):
        raise RefusedError(400)
    return int(told)


def _who(request: Request) -> str:
    return request.client.host if request.client else ""


async def _form(request: Request) -> dict[str, Any]:
    # A form of another page cannot be sent as JSON.
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise RefusedError(415)
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > _LARGEST_FORM:
            raise RefusedError(413)
    try:
        form = json.loads(content)
    except (ValueError, RecursionError):
        raise RefusedError(400) from None
    if not isinstance(form, dict):
        raise RefusedError(400)
    return form


def _text(form: Mapping[str, Any], key: str, longest: int) -> str:
    told = form.get(key) or ""
    if not isinstance(told, str):
        raise RefusedError(400)
    if len(told) > longest:
        raise RefusedError(413)
    return told


def _write_all(target: int, content: bytearray) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(target, view) :]
