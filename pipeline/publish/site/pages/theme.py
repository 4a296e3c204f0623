"""A theme: how many speak of it, what they say, and what those say who want the opposite."""

from datetime import date
from typing import Any

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.columns import Columns
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, missing, read, show
from pipeline.publish.site.sayings import choose_sayings, shown_days
from pipeline.publish.site.shares import together
from pipeline.publish.site.stock import is_local

_SIDES = ("praise", "complaint")
_QUOTES = 4
_CONTRASTED = 3
_COMPANIONS = 8
_SUGGESTED = 6


async def theme(request: Any, datasette: Any) -> Response:
    """One theme and what people say about it."""
    columns = await live(datasette).columns()
    known = columns.known_themes.get(request.url_vars["slug"])
    if known is None:
        return missing(request, datasette, "There is no such theme. It may have another name now.")
    slug = known["slug"]
    speaks = columns.themes.having(slug, columns.size)
    opposite = columns.known_themes.get(_contrast(columns, slug) or "")
    facts: Facts = {
        "theme": {name: known[name] for name in ("slug", "label", "family", "definition", "hue")},
        "people": columns.people(speaks),
        "of_people": len(columns.speakers.values),
        "answers": int(speaks.sum()),
        **{side: columns.people(speaks & columns.facets["polarity"].having([side])) for side in _SIDES},
        "comes_with": _companions(columns, slug),
        "days": shown_days(columns.facets["date"].count(speaks)),
    }

    def reader(db: Any) -> Facts:
        taken: list[int] = []
        quotes = _quotes(db, columns, slug, taken)
        contrast = _opposed(db, columns, slug, opposite["slug"], taken) if opposite else None
        return {"quotes": quotes, "contrast": contrast, **({} if facts["answers"] else _suggested(db, slug))}

    told = {**facts, **await read(datasette, reader)}
    days = {date.fromisoformat(day): answers for day, answers in facts["days"].items()}
    return show(
        request,
        datasette,
        "vox_theme.html",
        told,
        times=charts.over_time(charts.moments(days)),
        local=is_local(datasette),
    )


def _quotes(db: Any, columns: Columns, slug: str, taken: list[int]) -> dict[str, list[Facts]]:
    """The best answer of all, then those in praise, in complaint and neither: each person once."""
    speaks = columns.themes.having(slug, columns.size)
    praise, complaint = (speaks & columns.facets["polarity"].having([value]) for value in _SIDES)
    # Where there is only praise, or only complaint, there are no two sides.
    if not (praise.any() and complaint.any()):
        praise = complaint = np.zeros_like(speaks)
    return {
        "best": choose_sayings(db, columns, slug, speaks, 1, taken),
        "praise": choose_sayings(db, columns, slug, praise, _QUOTES, taken),
        "complaint": choose_sayings(db, columns, slug, complaint, _QUOTES, taken),
        "others": choose_sayings(db, columns, slug, speaks & ~praise & ~complaint, _QUOTES, taken),
    }


def _contrast(columns: Columns, slug: str) -> str | None:
    """The theme that opposes this one, whichever of the two says so."""
    named = columns.known_themes[slug]["contrast"]
    told_of = (other["slug"] for other in columns.known_themes.values() if other["contrast"] == slug)
    return named or next(told_of, None)


def _opposed(db: Any, columns: Columns, slug: str, opposite: str, taken: list[int]) -> Facts:
    """Answers that speak of a theme beside those that speak of its opposite, and how many do."""
    here, there = (columns.themes.having(each, columns.size) for each in (slug, opposite))
    mine = choose_sayings(db, columns, slug, here & ~there, _CONTRASTED, taken)
    # Where nobody is left who was not shown above, the best are read twice.
    mine = mine or choose_sayings(db, columns, slug, here & ~there, _CONTRASTED, [])
    return {
        "theme": {name: columns.known_themes[opposite][name] for name in ("slug", "label", "definition")},
        "people": columns.people(there),
        "both": columns.people(here & there),
        "here": mine,
        "there": choose_sayings(db, columns, opposite, there & ~here, _CONTRASTED, []),
    }


def _companions(columns: Columns, slug: str) -> list[Facts]:
    """The themes that people speak of in the same answer, those of most people first."""
    found = []
    for pair in together(columns):
        if slug in (pair.one, pair.other):
            other = columns.known_themes[pair.other if pair.one == slug else pair.one]
            found.append({"slug": other["slug"], "label": other["label"], "people": pair.people})
    return found[:_COMPANIONS]


def _suggested(db: Any, slug: str) -> Facts:
    """Answers for which the machine suggests a theme that no answer carries."""
    found = db.execute(
        """
        SELECT a.id, a.text, a.language FROM answer_themes at JOIN answers a ON a.id = at.answer_id
        WHERE at.theme = ? AND at.tier = 'suggested' AND a.shown
        ORDER BY at.score DESC, a.number LIMIT ?
        """,
        [slug, _SUGGESTED],
    )
    return {"suggested": [dict(row) for row in found]}


ROUTES = [(r"/theme/(?P<slug>[^/]+?)(?P<format>\.json)?$", theme)]
