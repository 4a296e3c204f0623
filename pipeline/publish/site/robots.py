"""What machines ask of a publication: search engines, and whoever watches whether it is well."""

import sqlite3
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.responses import PlainTextResponse, Response

from pipeline.publish.site.page import read

ADDRESSES = ("/robots.txt", "/sitemap.xml", "/health")

_PAGES = ("/", "/people", "/patterns", "/about")

_SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{urls}
</urlset>
"""
"""https://www.sitemaps.org/protocol.html"""

_MOST = 50_000
"""Addresses in a sitemap, by the protocol."""


async def plain_answer(datasette: Any, path: str, url: str | None, *, listed: bool) -> Response:
    """The answer to one of `ADDRESSES`.

    Args:
        datasette: The site.
        path: Which one.
        url: Where it stands, if that is known.
        listed: Whether search engines may list it.
    """
    if path == "/robots.txt":
        return PlainTextResponse(_robots(url, listed=listed))
    if path == "/health":
        return await _health(datasette)
    if not listed or not url:
        return PlainTextResponse("There is no such page.", 404)
    site = url.rstrip("/")
    urls = "\n".join(f"<url><loc>{escape(site + each)}</loc></url>" for each in await _addresses(datasette))
    return Response(_SITEMAP.format(urls=urls), media_type="application/xml")


def _robots(url: str | None, *, listed: bool) -> str:
    if not listed:
        return "User-agent: *\nDisallow: /\n"
    # A search has no end of addresses, and the data are no pages.
    told = "User-agent: *\nDisallow: /find?\nDisallow: /vox\n"
    return f"{told}\nSitemap: {url.rstrip('/')}/sitemap.xml\n" if url else told


async def _health(datasette: Any) -> Response:
    """Whether the database can be read; why it cannot is nothing to tell a visitor."""
    try:
        await read(datasette, lambda db: db.execute("SELECT 1 FROM answers LIMIT 1").fetchall())
    except sqlite3.Error:
        return PlainTextResponse("The database cannot be read.", 503)
    return PlainTextResponse("ok")


async def _addresses(datasette: Any) -> list[str]:
    """The pages that are worth finding."""

    def reader(db: Any) -> list[str]:
        def of(sql: str) -> list[str]:
            return [row[0] for row in db.execute(sql)]

        return [
            *(f"/theme/{theme}" for theme in of(
                "SELECT DISTINCT theme FROM answer_themes JOIN answers a ON a.id = answer_id WHERE a.shown"
                    " ORDER BY 1"
            )),
            *(f"/person/{quote(who)}" for who in of(
                "SELECT DISTINCT person_id FROM answers WHERE shown AND person_id IS NOT NULL ORDER BY 1"
            )),
            *(f"/answer/{answer}" for answer in of("SELECT id FROM answers WHERE shown ORDER BY number")),
        ]  # fmt: skip

    return [*_PAGES, *await read(datasette, reader)][:_MOST]
