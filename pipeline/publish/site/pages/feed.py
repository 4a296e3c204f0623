"""The newest answers as an Atom feed (RFC 4287): of everybody, about a theme, or of a person."""

import hashlib
import re
import sqlite3
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

import numpy as np
from datasette.utils.asgi import Response
from feedgenerator import Atom1Feed
from markupsafe import Markup

from pipeline.publish.site.columns import Columns, Mask
from pipeline.publish.site.data import project_of
from pipeline.publish.site.live import live
from pipeline.publish.site.outside import is_publication, said_by
from pipeline.publish.site.page import Facts, headers, missing, origin, read
from pipeline.publish.site.pages.embed import cards_by_number

_NEWEST = 30
_TITLE = 90
"""Characters of an answer without a quote that its title shows."""

_IDS = UUID("5f2bb6f1-6f0b-4ba0-9b4e-6d8f0a3c7e15")
"""The namespace of the entries' ids (RFC 9562, 5.5): an answer keeps its own wherever the site is shown."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

_CONTENT = Markup(
    '<blockquote lang="{language}" dir="auto"><p>{said}</p></blockquote><p>{by}</p>'
    '{picture}<p><a href="{link}">{read}</a></p>'
)
_PICTURE = Markup('<p><a href="{link}"><img src="{src}" width="{width}" alt=""></a></p>')


class _Feed(Atom1Feed):  # type: ignore[misc]
    """Atom, with each entry's language and picture, and a date that moves when anything is corrected."""

    changed: datetime

    def latest_post_date(self) -> datetime:
        return self.changed

    def item_attributes(self, item: Facts) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: Facts) -> None:
        super().add_item_elements(handler, item)
        if item["poster"]:
            told = {"rel": "enclosure", "type": "image/jpeg", "href": item["poster"]}
            handler.addQuickElement("link", "", told)


async def feed(request: Any, datasette: Any) -> Response:
    """The newest answers, the last one taken in first."""
    slug, person = request.url_vars.get("slug"), request.url_vars.get("person")
    columns = await live(datasette).columns()
    chosen = _chosen(columns, slug, person)
    if chosen is None:
        return missing(request, datasette)
    found = np.flatnonzero(chosen)
    numbers = [int(number) for number in columns.numbers[found[np.argsort(columns.added[found])[:_NEWEST]]]]

    def reader(db: sqlite3.Connection) -> tuple[list[Facts], str, dict[str, tuple[str, str]], str]:
        cards = cards_by_number(db, numbers)
        marks = ", ".join("?" * len(cards))
        # A publication does not tell who put what right, nor when.
        corrections = "(SELECT NULL AS clip_id, NULL AS made_at)" if is_publication(db) else "corrections"
        moments = db.execute(
            f"""
            SELECT c.id, c.added_at, max(c.added_at, coalesce(max(o.made_at), ''))
            FROM clips c LEFT JOIN {corrections} o ON o.clip_id = c.id WHERE c.id IN ({marks}) GROUP BY c.id
            """,
            [card["clip_id"] for card in cards],
        ).fetchall()
        label = db.execute("SELECT label FROM themes WHERE slug = ?", [slug]).fetchone()
        corrected = db.execute(f"SELECT max(made_at) FROM {corrections}").fetchone()[0]
        times = {clip_id: (added, changed) for clip_id, added, changed in moments}
        return cards, label[0] if label else "", times, corrected or ""

    cards, label, times, corrected = await read(datasette, reader)
    site = origin(request) + datasette.urls.path("/").rstrip("/")
    page = f"/theme/{slug}" if slug else f"/person/{person}" if person else "/"
    about = label or (said_by(cards[0]) if person and cards else "")
    question = project_of(datasette).settings.question
    made = _Feed(
        title=_plain(f"{question} · {about}" if about else question),
        link=site + page,
        description="What people said, word for word.",
        language="en",
        feed_url=site + request.path,
        feed_guid=site + request.path,
    )
    made.changed = max([_moment(corrected), *(_moment(changed) for _, changed in times.values())])
    for card in cards:
        _add(made, card, site, *times[card["clip_id"]])
    return _send(request, made)


def _chosen(columns: Columns, slug: str | None, person: str | None) -> Mask | None:
    """Which answers a feed is of; None if there is no such theme, or nothing of such a person."""
    if slug:
        return columns.themes.having(slug, columns.size) if slug in columns.themes.values else None
    if person:
        codes = [code for code, who in enumerate(columns.speakers.values) if who == person]
        return columns.speakers.codes == codes[0] if codes else None
    return np.ones(columns.size, np.bool_)


def _add(made: _Feed, card: Facts, site: str, added: str, changed: str) -> None:
    link = f"{site}/answer/{card['id']}"
    poster = f"{site}/media/{card['clip_id']}.jpg" if card["has_picture"] else ""
    language = card["language"] or "en"
    content = _CONTENT.format(
        language=language,
        said=card["text"],
        by=said_by(card),
        link=link,
        read="Read it" if card["is_text"] else "Hear it",
        picture=_PICTURE.format(link=link, src=poster, width=320) if poster else "",
    )
    made.add_item(
        title=_plain(card["quote"] or _shortened(card["text"])),
        link=link,
        description=None,
        content=_plain(content),
        author_name=_plain(card["name"] or "Somebody"),
        author_link=f"{site}/person/{quote(card['speaker'], safe='')}" if card["speaker"] else None,
        unique_id=uuid5(_IDS, card["id"]).urn,
        pubdate=_moment(added),
        updateddate=_moment(changed),
        categories=[theme["label"] for theme in card["themes"] if theme["tier"] == "tag"],
        language=language,
        poster=poster,
    )


def _send(request: Any, made: _Feed) -> Response:
    """The feed, or 304 where the reader has it already (RFC 9110, 13.2.2)."""
    body = made.writeString("utf-8")
    # It is of the bytes, which hold the site's address: what one host got is never taken for another's.
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    changed = made.changed.replace(microsecond=0)
    sent = {
        **headers(),
        "etag": etag,
        "last-modified": format_datetime(changed, usegmt=True),
        "cache-control": "private, no-cache",
    }
    known = request.headers.get("if-none-match")
    if known is not None:
        is_known = known.strip() == "*" or etag in [
            tag.strip().removeprefix("W/") for tag in known.split(",")
        ]
    else:
        is_known = _not_since(request.headers.get("if-modified-since"), changed)
    if is_known:
        return Response("", status=304, headers=sent, content_type=made.content_type)
    return Response(body, headers=sent, content_type=made.content_type)


def _not_since(told: str | None, changed: datetime) -> bool:
    try:
        return bool(told) and parsedate_to_datetime(str(told)) >= changed
    except (ValueError, TypeError):
        return False


def _moment(stored: str) -> datetime:
    """A stored moment; the beginning of 1970 for none, so that an empty feed is always the same."""
    return datetime.fromisoformat(stored) if stored else datetime.fromtimestamp(0, UTC)


def _plain(text: str) -> str:
    return _NO_XML.sub("", text)


def _shortened(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[: text.rfind(' ', 0, _TITLE)].rstrip(' ,')} …"


ROUTES = [
    (r"/feed\.atom$", feed),
    (r"/theme/(?P<slug>\w+)\.atom$", feed),
    (r"/person/(?P<person>[\w-]+)\.atom$", feed),
]
