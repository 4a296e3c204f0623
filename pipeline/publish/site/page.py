"""How every page is sent: from our templates or as JSON, with headers that allow nothing from elsewhere."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from datasette.utils.asgi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.places import clock
from pipeline.plain import day, language_name, local
from pipeline.publish.site.data import DATABASE, project_of
from pipeline.publish.site.frozen import frozen
from pipeline.publish.site.here import makes_files
from pipeline.publish.site.live import BEHIND
from schemas.writings import SOURCE_NAMES

Facts = dict[str, Any]
T = TypeVar("T")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)

FROZEN_POLICY = POLICY.replace("media-src 'self'", "media-src 'self' blob:").partition("; frame-ancestors")[0]
"""What a page of a folder tells itself: who may frame it only a header can say. Where the host sends no byte
ranges, a player is given its film as a whole (whole.js)."""

POLARITIES = {"praise": "Praise", "complaint": "Complaint", "neutral": "Neither"}
KINDS = {"definition": "Definition", "story": "Story", "advice": "Advice", "opinion": "Opinion"}
HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
"""What may stand in a Host header."""


def headers(*, framed: bool = False) -> dict[str, str]:
    """What is sent with every page.

    Args:
        framed: Whether other sites may show it in a frame.
    """
    return {
        "content-security-policy": POLICY.format(ancestors="*" if framed else "'self'"),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        # These are people's faces and words: what holds no <meta> is kept out of indexes too.
        "x-robots-tag": "noindex",
    }


async def read(datasette: Any, reader: Callable[[Any], T]) -> T:
    """What a function reads from the database: it is given a connection, in a thread of its own."""
    found: T = await datasette.databases[DATABASE].execute_fn(reader)
    return found


def show(
    request: Any,
    datasette: Any,
    template: str,
    facts: Facts,
    *,
    status: int = 200,
    framed: bool = False,
    **only_shown: Any,
) -> Response:
    """A page, or at an address that ends in .json its facts.

    What it counts may be older than what is in the database: then it tells of when it is (`live.BEHIND`).

    Args:
        request: What was asked.
        datasette: The site.
        template: Its name in templates/.
        facts: All that the page tells.
        status: The HTTP status.
        framed: Whether other sites may show it in a frame.
        only_shown: What the template needs besides, and JSON does not.
    """
    sent, counted_at = headers(framed=framed), BEHIND.get()
    if request.path.endswith(".json"):
        told = {**facts, "counted_at": counted_at.isoformat()} if counted_at else facts
        return Response.json(told, status=status, headers=sent)
    html = (
        _templates()
        .get_template(template)
        .render(
            facts,
            urls=datasette.urls,
            static=lambda name: datasette.urls.static_plugins("vox", name),
            origin=origin(request),
            frozen=frozen(),
            listed=is_listed(datasette),
            makes_files=makes_files(request, datasette),
            frozen_policy=FROZEN_POLICY,
            counted_at=counted_at and counted_at.isoformat(),
            path=request.path,
            question=project_of(datasette).settings.question,
            studio=request.scope.get("vox_token"),
            **only_shown,
        )
    )
    return Response.html(html, status=status, headers=sent)


def is_listed(datasette: Any) -> bool:
    """Whether search engines may list the pages that are made now."""
    place = frozen()
    return place.index if place else bool((datasette.plugin_config("vox") or {}).get("index"))


def missing(request: Any, datasette: Any, said: str = "") -> Response:
    """A page that says that there is nothing at this address."""
    said = said or "There is no such page. The clip may have been ingested again under another name."
    return show(request, datasette, "vox_problem.html", {"said": said}, status=404)


def origin(request: Any) -> str:
    """The scheme and host by which the site is visited, for addresses that leave it.

    A proxy hands on the Host it was asked for, and X-Forwarded-Proto, which uvicorn believes from this
    machine alone; X-Forwarded-Host is believed from nobody. What is no host's name is not repeated.
    """
    place = frozen()
    if place and place.url:
        return place.url
    host = request.host if HOST.fullmatch(request.host) else "localhost"
    return f"{request.scheme}://{host}"


def address(**params: Any) -> str:
    """Parameters of an address, without those that say nothing; lists become repeated ones."""
    told = {name: value for name, value in params.items() if value}
    return urlencode(told, doseq=True)


def page_number(request: Any) -> int:
    """Which page of a list an address asks for; 1 for anything that is no number."""
    text = request.args.get("page") or ""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("pipeline.publish.site", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.globals.update(address=address, clock=clock, plural=plural, day=day, language=language_name,
                        polarities=POLARITIES, kinds=KINDS, initials=initials, source_names=SOURCE_NAMES,
                        host=host, local_time=local)  # fmt: skip
    made.filters["number"] = lambda value: f"{value:,}"
    return made


def host(address: str) -> str:
    """The site that an address of the web belongs to, as people call it."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def initials(name: str) -> str:
    """The first letters of a name's first and last word, for where there is no picture."""
    letters = [word[0] for word in name.split() if unicodedata.category(word[0])[0] == "L"]
    return "".join(letters[:1] + letters[1:][-1:]).upper()
