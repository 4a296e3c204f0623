"""The door of a publication with a password: who knew it is let in for a month, guessing takes for ever.

The sums of passwords are those of datasette-auth-passwords. The rest is ours: its own login makes everybody
wait for as long as a sum takes, asks for a name as well, and does not stand before films.
"""

import asyncio
import hashlib
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from datasette.utils.asgi import Request
from datasette_auth_passwords.utils import verify_password
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from pipeline.publish.site.page import show

_COOKIE = "vox_visitor"
_DAYS = 30
_SECOND = 1.0
"""How long everybody who tries waits for one wrong password: 86,400 guesses a day, however many try."""

_MOST_WAITING = 8
"""Visitors who may wait for their password to be looked at; others are asked to come back."""

_LONGEST_FORM = 4096
_LOGIN = "/login"
_WITHIN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""An address on this site: a browser takes two slashes, or a backslash, for another one's."""

_WRONG = "That is not the password. Capital letters count."
_CROWD = "Too many people are trying at this moment. Wait a minute, and try again."
_ELSEWHERE = "Type the password on this site itself."


class Door:
    """Asks for the password of one site.

    Args:
        datasette: The site.
        password_hash: As `hash_password` of datasette-auth-passwords makes it.
        secret: Signs who was let in; a new one ends all visits.
    """

    def __init__(self, datasette: Any, password_hash: str, secret: str | None) -> None:
        self._datasette = datasette
        self._hash = password_hash
        # Another password ends all visits, too.
        self._sum = hashlib.sha256(password_hash.encode()).hexdigest()[:16]
        self._signer = URLSafeTimedSerializer(secret or secrets.token_hex(32), salt=_COOKIE)
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0

    def knows(self, scope: Scope) -> bool:
        """Whether a visitor knew the password before."""
        try:
            cookies = SimpleCookie(_header(scope, b"cookie"))
            told = self._signer.loads(cookies[_COOKIE].value, max_age=_DAYS * 24 * 3600)
        except (CookieError, KeyError, BadData):
            return False
        return bool(told == self._sum)

    async def ask(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Ask for the password, or look at the one that was given.

        Args:
            scope: What was asked.
            receive: As in ASGI.
            send: As in ASGI.
            path: What was asked, below the path under which the site is visited.
        """
        if scope["method"] == "POST" and path == _LOGIN:
            answer = await self._answer(scope, receive)
        elif scope["method"] == "POST":
            answer = PlainTextResponse("Only GET and HEAD.", 405, {"allow": "GET, HEAD"})
        elif "text/html" in _header(scope, b"accept"):
            answer = self._page(scope, self._asked(scope, path))
        else:
            answer = PlainTextResponse("This site asks for a password.", 401)
        answer.headers["cache-control"] = "private, no-store"
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        form = await _form(receive)
        to = form.get("to", "/")
        to = to if _WITHIN.fullmatch(to) else "/"
        if _header(scope, b"sec-fetch-site") not in ("", "same-origin", "none"):
            return self._page(scope, to, _ELSEWHERE, 403)
        if self._waiting >= _MOST_WAITING:
            return self._page(scope, to, _CROWD, 429)
        self._waiting += 1
        try:
            is_right = await self._is_right(form.get("password", ""))
        finally:
            self._waiting -= 1
        if not is_right:
            return self._page(scope, to, _WRONG)
        answer = RedirectResponse(self._datasette.urls.path(to), 303)
        answer.set_cookie(
            _COOKIE,
            str(self._signer.dumps(self._sum)),
            max_age=_DAYS * 24 * 3600,
            path=self._datasette.setting("base_url"),
            secure=scope["scheme"] == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _is_right(self, password: str) -> bool:
        async with self._one_at_a_time:
            # It takes a quarter of a second, in which others shall be answered.
            is_right = await asyncio.to_thread(verify_password, password, self._hash)
            if not is_right:
                await asyncio.sleep(_SECOND)
        return bool(is_right)

    def _asked(self, scope: Scope, path: str) -> str:
        """Where a visitor wants to go, to be brought there."""
        query = scope["query_string"].decode("latin-1")
        asked = f"{path}?{query}" if query else path
        return asked if path != _LOGIN and _WITHIN.fullmatch(asked) else "/"

    def _page(self, scope: Scope, to: str, said: str = "", status: int = 401) -> Response:
        page = show(
            # At the address of a page it is that page's own, never the JSON beside it.
            Request({**scope, "path": _LOGIN, "raw_path": _LOGIN.encode()}, None),
            self._datasette,
            "vox_login.html",
            {"said": said, "to": to},
            status=status,
        )
        return Response(page.body, status, page.headers, page.content_type)


async def _form(receive: Receive) -> dict[str, str]:
    """What was typed, or nothing if it is longer than any password, or no form of ours."""
    body, more = b"", True
    while more and len(body) <= _LONGEST_FORM:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    if len(body) > _LONGEST_FORM:
        return {}
    try:
        found = parse_qs(body.decode("utf-8", "replace"), max_num_fields=4)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _header(scope: Scope, name: bytes) -> str:
    found: bytes = dict(scope["headers"]).get(name, b"")
    return found.decode("latin-1")
