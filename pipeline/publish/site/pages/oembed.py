"""oEmbed (https://oembed.com): what to put into a page for an address of this site."""

import re
import sqlite3
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from datasette.utils.asgi import Response
from markupsafe import Markup

from pipeline.publish.site.live import live
from pipeline.publish.site.outside import SHAPES, outside_cards, poster_size, said_by, shape_of
from pipeline.publish.site.page import Facts, headers, origin, read
from pipeline.publish.site.pages.embed import ANSWER, PART, best_numbers, cards_by_number

_ADDRESS = re.compile(
    rf"/(?:embed/)?answer/(?P<answer>{ANSWER})|/clip/(?P<clip>[0-9a-f]{{16}})|/(?:embed/)?theme/(?P<theme>\w+)"
)
_MOST_PIXELS = 4096
_FRAME = Markup(
    '<iframe src="{src}" width="{width}" height="{height}" title="{title}" frameborder="0" loading="lazy"'
    " allowfullscreen></iframe>"
)


async def oembed(request: Any, datasette: Any) -> Response:
    """A frame for the answer, clip or theme at `?url=`; 404 for any other address, 501 for XML."""
    if request.args.get("format", "json") != "json":
        return _refuse("Only format=json is spoken here.", 501)
    site = origin(request)
    asked = _ours(request.args.get("url") or "", site + datasette.urls.path("/"))
    found = await _find(datasette, *asked) if asked else None
    if not found:
        return _refuse("There is nothing at this address that can be shown on another site.", 404)
    card, title, path = found
    width, height = SHAPES[shape_of(card)]
    most_wide, most_high = (_pixels(request.args.get(name)) for name in ("maxwidth", "maxheight"))
    width, height = min(width, most_wide), min(height, most_high)
    src = site + datasette.urls.path(path)
    facts: Facts = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": said_by(card),
        "provider_name": "vox",
        "provider_url": site + datasette.urls.path("/"),
        "html": str(_FRAME.format(src=src, width=width, height=height, title=title)),
        "width": width,
        "height": height,
    }
    if card["speaker"]:
        facts["author_url"] = site + datasette.urls.path(f"/person/{quote(card['speaker'], safe='')}")
    if card["has_picture"]:
        wide, high = poster_size(card)
        # A consumer must never get a larger picture than it asked for.
        if wide <= most_wide and high <= most_high:
            facts["thumbnail_url"] = site + datasette.urls.path(f"/media/{card['clip_id']}.jpg")
            facts["thumbnail_width"], facts["thumbnail_height"] = wide, high
    return Response.json(facts, headers=headers())


def _ours(url: str, base: str) -> tuple[dict[str, str | None], str] | None:
    """Which page of this site an address is, and the part of an answer it asks for; None for any other."""
    try:
        told, ours = urlsplit(url), urlsplit(base)
        # A proxy may speak https for us: what differs in the scheme alone is the same site.
        if told.scheme not in ("http", "https") or told.netloc.lower() != ours.netloc.lower():
            return None
    except ValueError:
        return None
    if not told.path.startswith(ours.path):
        return None
    found = _ADDRESS.fullmatch(told.path[len(ours.path) - 1 :])
    [part] = parse_qs(told.query).get("t", [""])[:1]
    return (found.groupdict(), part if PART.fullmatch(part) else "") if found else None


async def _find(datasette: Any, page: dict[str, str | None], part: str) -> tuple[Facts, str, str] | None:
    """The answer that stands for a page, a title, and the address of the frame."""
    if page["theme"]:
        numbers = best_numbers(await live(datasette).columns(), page["theme"])

    def reader(db: sqlite3.Connection) -> tuple[Facts, str, str] | None:
        if page["theme"]:
            cards = cards_by_number(db, numbers)
            label = db.execute("SELECT label FROM themes WHERE slug = ?", [page["theme"]]).fetchone()
            return (cards[0], label[0], f"/embed/theme/{page['theme']}") if cards and label else None
        ids = [page["answer"]] if page["answer"] else _of_clip(db, str(page["clip"]))
        cards = outside_cards(db, [answer_id for answer_id in ids if answer_id])[:1]
        if not cards:
            return None
        title = cards[0]["quote"] or cards[0]["text"]
        path = f"/embed/answer/{cards[0]['id']}" + (f"?t={part}" if part and page["answer"] else "")
        return cards[0], title, path

    return await read(datasette, reader)


def _of_clip(db: sqlite3.Connection, clip_id: str) -> list[str]:
    rows = db.execute("SELECT id FROM answers WHERE clip_id = ? ORDER BY position", [clip_id])
    return [row[0] for row in rows]


def _pixels(text: str | None) -> int:
    """A limit from an address; what is none limits nothing."""
    is_number = text and text.isascii() and text.isdigit() and len(text) < 6
    return (int(text or 0) if is_number else 0) or _MOST_PIXELS


def _refuse(said: str, status: int) -> Response:
    return Response.json({"error": said}, status=status, headers=headers())


ROUTES = [(r"/oembed$", oembed)]
