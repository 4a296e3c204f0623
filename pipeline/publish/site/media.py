"""Clips and their pictures, with the byte ranges a player needs to seek.

Datasette's own file serving knows no ranges. Starlette's does it all: 206 and 416, suffixes, HEAD, ETag and
304, If-Range, and an end when the viewer leaves. Ours is only which file a name stands for.
"""

import os
import re
import stat
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.derived import COPY, POSTER, STRIP, WAVEFORM, redactions_of
from pipeline.publish.site.data import Data, project_of, published_media
from pipeline.publish.site.stock import is_published, is_studio

_PREFIX = "/media/"
_NAME = re.compile(r"(?P<clip_id>[0-9a-f]{16})(?P<kind>-strip\.jpg|\.jpg|\.png|\.mp4)")
_KINDS = {".mp4": COPY, ".jpg": POSTER, ".png": WAVEFORM, "-strip.jpg": STRIP}
_ONE_RANGE = rb"(\d{1,18}-\d{0,18}|-\d{1,18})"
_RANGE = re.compile(rb"\s*bytes\s*=\s*%b(\s*,\s*%b)*\s*" % (_ONE_RANGE, _ONE_RANGE))
"""What a server must understand; any other Range is to be ignored (RFC 9110, 14.2)."""

_PIECE = 256 * 1024
"""Bytes read and sent at a time. Each is a trip to a thread: Starlette's 64 KB take twice the time."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "cache-control": "private, no-cache",
}

_WITHHELD = "SELECT 1 FROM answers WHERE clip_id = :id AND withheld LIMIT 1"
"""Somebody is seen in the clip who refused, withdrew, or let their consent expire."""

_NOTHING = (
    "There is no such recording, its file has moved or changed, or it is being made anew without what was"
    " redacted."
)

_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    # Firefox does not try what is called QuickTime, though it plays it.
    ".mov": "video/mp4",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
}


def serve_media(datasette: Any, app: ASGIApp) -> ASGIApp:
    """Answer what lies under /media and leave the rest to `app`."""
    files = StaticFiles()

    async def media(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await app(scope, receive, send)
            return
        scope = _without_odd_range(scope)
        response = await _respond(datasette, files, scope)
        await response(scope, receive, _with_headers(send))

    return media


def _with_headers(send: Send) -> Send:
    """Send with our headers: also with the answers Starlette writes itself, such as 416."""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return headed


async def _respond(datasette: Any, files: StaticFiles, scope: Scope) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Only GET and HEAD.", 405, {"allow": "GET, HEAD"})
    name = _NAME.fullmatch(scope["path"].removeprefix(_PREFIX))
    path = None
    if name and is_published(datasette):
        path = _regular(published_media(project_of(datasette)) / name[0])
    elif name:
        path = await _find(datasette, name["clip_id"], _KINDS[name["kind"]])
    if not path:
        return PlainTextResponse(_NOTHING, 404)
    response = files.file_response(path, path.stat(), scope)
    if isinstance(response, FileResponse):
        response.chunk_size = _PIECE
        response.headers["content-type"] = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    return response


async def _find(datasette: Any, clip_id: str, kind: str) -> Path | None:
    """The file a name stands for: one of ours, or a recording that is still the one that was ingested."""
    data = Data(datasette)
    clip = await data.media_of(clip_id)
    if not clip or (not is_studio(datasette) and await data.row(_WITHHELD, {"id": clip_id})):
        return None
    made = _regular(data.derived(clip, kind))
    if not made and kind == POSTER:
        # Somebody cut its answers anew: the picture of before serves until the next run makes another.
        made = next(filter(None, map(_regular, data.older_posters(clip))), None)
    if made or kind != COPY:
        return made
    # As long as there is no copy, what browsers can play is played as it is; never what is redacted in part.
    if redactions_of(clip).recipe or clip["web_copy"] or not clip["path"]:
        return None
    original = project_of(datasette).real_path(clip["path"])
    return _regular(original) if await _is_as_ingested(data, clip, original) else None


async def _is_as_ingested(data: Data, clip: dict[str, Any], path: Path) -> bool:
    """Whether a recording still has the size and time of change it had: other words would be a misquote."""
    known = await data.row("SELECT size, mtime_ns FROM files WHERE path = :path", {"path": clip["path"]})
    try:
        now = path.stat()
    except OSError:
        return False
    return known is not None and (known["size"], known["mtime_ns"]) == (now.st_size, now.st_mtime_ns)


def _regular(path: Path | None) -> Path | None:
    """The path if a plain file lies there; a symbolic link could point to anything."""
    try:
        return path if path and stat.S_ISREG(os.lstat(path).st_mode) else None
    except OSError:
        return None


def _without_odd_range(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"range" or _is_range(value)]
    return {**scope, "headers": headers}


def _is_range(value: bytes) -> bool:
    """Whether a Range header is well formed; one that ends before it starts is not."""
    if not _RANGE.fullmatch(value):
        return False
    return all(int(first) <= int(last) for first, last in re.findall(rb"(\d+)-(\d+)", value))
