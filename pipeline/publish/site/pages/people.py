"""Everybody who answers, and one of them."""

import re
from typing import Any
from urllib.parse import unquote

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site.cards import read_cards
from pipeline.publish.site.columns import Columns
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, missing, page_number, read, show
from pipeline.publish.site.roll import roll
from pipeline.publish.site.sayings import read_sayings
from pipeline.publish.site.stock import is_local

_PAGE_SIZE = 60
_ANSWERS = 20
"""Of one person, on their page; the others are a link away."""

_NOBODY = "Nobody of whom an answer is shown is known by this address."

_VOICE = re.compile(r"(?P<clip>[0-9a-f]{16})-v(?P<voice>\d{1,9})")


async def people(request: Any, datasette: Any) -> Response:
    """Everybody who answers: those with a name by it, then the others."""
    columns = await live(datasette).columns()
    everybody = roll(columns)
    pages = max(1, -(-len(everybody.order) // _PAGE_SIZE))
    page = min(page_number(request), pages)
    codes = everybody.order[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    sayings = await read(datasette, lambda db: read_sayings(db, columns, everybody.best[codes]))
    facts = {
        "total": len(everybody.order),
        "named": everybody.named,
        "page": page,
        "pages": pages,
        "people": [
            {
                "id": saying["speaker"],
                "name": saying["name"],
                "role": saying["role"],
                "company": saying["company"],
                "answers": int(everybody.answers[code]),
                "best": saying,
            }
            for code, saying in zip(codes, sayings, strict=True)
        ],
    }
    return show(request, datasette, "vox_people.html", facts, local=is_local(datasette))


async def person(request: Any, datasette: Any) -> Response:
    """One person: what they say, and what they speak of. A voice without a name counts as one."""
    who = unquote(request.url_vars["person"])
    columns = await live(datasette).columns()
    if who not in columns.speakers.known:
        found = await read(datasette, lambda db: _named_since(db, who))
        if found:
            ending = request.url_vars.get("format") or ""
            return Response.redirect(datasette.urls.path(f"/person/{found}{ending}"))
        return missing(request, datasette, _NOBODY)
    chosen = columns.speakers.having([who])
    said = np.flatnonzero(chosen)
    said = said[np.argsort(columns.best[said])]
    numbers = [int(number) for number in columns.numbers[said[:_ANSWERS]]]

    def reader(db: Any) -> Facts:
        told = db.execute("SELECT name, role, company, place FROM people WHERE id = ?", [who]).fetchone()
        unnamed = dict.fromkeys(("name", "role", "company", "place"))
        return {"id": who, **(dict(told) if told else unnamed), "answers": read_cards(db, numbers)}

    told = await read(datasette, reader)
    if not told["answers"]:
        # They were forgotten since the columns were read.
        return missing(request, datasette, _NOBODY)
    facts = {
        **told,
        "total": len(said),
        "themes": _themes(columns, chosen),
    }
    return show(request, datasette, "vox_person.html", facts, local=is_local(datasette))


def _themes(columns: Columns, chosen: Any) -> list[Facts]:
    """What somebody speaks of, with in how many answers, the most first."""
    counts = columns.themes.count(chosen)
    return [
        {"slug": slug, "label": columns.known_themes[slug]["label"], "answers": counts[slug]}
        for slug in sorted(counts, key=lambda slug: -counts[slug])
    ]


def _named_since(db: Any, who: str) -> str | None:
    """The person to whom a voice belongs that had no name when somebody kept its address."""
    voice = _VOICE.fullmatch(who)
    found = db.execute(
        """
        SELECT DISTINCT person_id FROM answers
        WHERE clip_id = ? AND coalesce(voice, 1) = ? AND person_id IS NOT NULL AND shown
        """,
        [voice["clip"], int(voice["voice"])] if voice else [None, None],
    ).fetchall()
    return found[0][0] if len(found) == 1 else None


ROUTES = [
    (r"/people(?P<format>\.json)?$", people),
    (r"/person/(?P<person>[^/]+?)(?P<format>\.json)?$", person),
]
