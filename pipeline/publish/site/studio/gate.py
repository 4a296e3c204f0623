"""Who may look at the studio and write in it: one person, on this machine, who was given a link.

Everything goes through here: pages, films, Datasette's own. A page of another site that is open in the same
browser can reach this machine too; so the name it asks for, where it comes from, and a secret of the page are
looked at before anything is written.
"""

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

LOGIN = "/studio/login"
TOKEN_HEADER, TOKEN_FIELD = "x-vox-token", "token"

_LIVES = 900
"""Seconds in which the link must be opened."""

_LARGEST = 256 * 1024
"""Bytes of what is sent to be written: no decision is as long."""

_READS = ("GET", "HEAD")

Scope = dict[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

_NO_LINK = (
    "This is the studio of somebody at this machine. Open the link that vox studio printed; it works once."
    " For another one, start vox studio again."
)
_STALE = "This link was used already, or is too old. Start vox studio again for another one."
_ELSEWHERE = "This came from another page than the studio's own: nothing was changed. Reload and try again."


class Gate:
    """Lets in who has the link, and nobody else.

    Args:
        app: What is behind it.
        hosts: By which names and ports the studio is asked for.

    Attributes:
        key: Opens it once.
        token: What every page of the studio sends along with what is to be written.
    """

    def __init__(self, app: App, hosts: Iterable[str], token: str) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._session = secrets.token_urlsafe(32)
        self._opened = time.monotonic()
        self._cookie = f"vox-studio-{secrets.token_hex(4)}"
        self.token = token
        self.key: str | None = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        # For the pages, which send it along with what is to be written.
        scope["vox_token"] = self.token
        if refusal:
            await refusal(scope, receive, _guarded(send))
        else:
            await self._app(scope, _limited(receive), _guarded(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """What is answered to who may not go on; None for who may."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("The studio is open on this machine only, by the link it printed.", 421)
        if scope["path"] == LOGIN and scope["method"] == "GET":
            return self._log_in(scope)
        if not self._is_known(headers):
            return PlainTextResponse(_NO_LINK, 403)
        if scope["method"] in _READS:
            return None
        if not _is_from_here(headers):
            return PlainTextResponse(_ELSEWHERE, 403)
        if int(headers.get("content-length") or 0) > _LARGEST:
            return PlainTextResponse("This is more than a decision.", 413)
        return None

    def _log_in(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        is_right = self.key is not None and hmac.compare_digest(given.encode(), self.key.encode())
        if not is_right or time.monotonic() - self._opened > _LIVES:
            return PlainTextResponse(_STALE, 403)
        self.key = None
        entered = RedirectResponse("/studio", 303)
        entered.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
        return entered

    def _is_known(self, headers: Headers) -> bool:
        try:
            given = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return given is not None and hmac.compare_digest(given.value.encode(), self._session.encode())


def _is_from_here(headers: Headers) -> bool:
    """Whether what is to be written comes from a page of the studio itself, as far as a browser tells."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers["host"]


def _limited(receive: Any) -> Any:
    """Stop reading what is larger than it says."""
    read = 0

    async def limited() -> Any:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > _LARGEST:
            return {"type": "http.disconnect"}
        return message

    return limited


def _guarded(send: Any) -> Any:
    """Send with headers that keep the studio out of frames, caches and other sites."""

    async def guarded(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            policy = headers.get("content-security-policy", "default-src 'none'")
            kept = [part for part in policy.split(";") if "frame-ancestors" not in part]
            headers["content-security-policy"] = ";".join([*kept, " frame-ancestors 'none'"])
            headers["x-frame-options"] = "DENY"
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers.setdefault("cache-control", "private, no-store")
        await send(message)

    return guarded
