"""A theme: how many speak of it, what they say in praise and complaint, and what those say who want the opposite."""

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.columns import Columns, Mask, Positions
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, missing, read, show
from pipeline.publish.site.sayings import best_of_each, read_sayings, shown_days
from pipeline.publish.site.shares import all_shares, together

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
    picked = _pick(columns, speaks)
    shown = [int(position) for positions in picked.values() for position in positions]
    opposite = columns.known_themes.get(_contrast(columns, slug) or "")
    facts = {
        "theme": {name: known[name] for name in ("slug", "label", "family", "definition", "hue")},
        "share": next((asdict(share) for share in all_shares(columns) if share.slug == slug), None),
        "people": columns.people(speaks),
        "of_people": len(columns.speakers.values),
        "answers": int(speaks.sum()),
        "praise": columns.people(speaks & columns.facets["polarity"].having(["praise"])),
        "complaint": columns.people(speaks & columns.facets["polarity"].having(["complaint"])),
        "comes_with": _companions(columns, slug),
        "days": shown_days(columns.facets["date"].count(speaks)),
    }

    def reader(db: Any) -> Facts:
        quotes = {kind: read_sayings(db, columns, places, slug) for kind, places in picked.items()}
        contrast = _opposed(db, columns, slug, opposite["slug"], shown) if opposite else None
        return {"quotes": quotes, "contrast": contrast, **({} if facts["answers"] else _suggested(db, slug))}

    told = {**facts, **await read(datasette, reader)}
    days = {date.fromisoformat(day): answers for day, answers in facts["days"].items()}
    return show(
        request, datasette, "vox_theme.html", told, times=charts.over_time(charts.moments(days))
    )


def _pick(columns: Columns, speaks: Mask) -> dict[str, Positions]:
    """The best answer of all, then those in praise, in complaint and neither: each person once."""
    polarity = columns.facets["polarity"]
    picked = {"best": best_of_each(columns, speaks, 1)}
    taken = list(picked["best"])
    praise, complaint = (speaks & polarity.having([value]) for value in ("praise", "complaint"))
    # Where there is only praise, or only complaint, there are no two sides.
    if not (praise.any() and complaint.any()):
        praise = complaint = np.zeros_like(speaks)
    groups = {"praise": praise, "complaint": complaint, "others": speaks & ~praise & ~complaint}
    for kind, chosen in groups.items():
        picked[kind] = best_of_each(columns, chosen, _QUOTES, taken)
        taken += list(picked[kind])
    return picked


def _contrast(columns: Columns, slug: str) -> str | None:
    """The theme that opposes this one, whichever of the two says so."""
    named = columns.known_themes[slug]["contrast"]
    told_of = (other["slug"] for other in columns.known_themes.values() if other["contrast"] == slug)
    return named or next(told_of, None)


def _opposed(db: Any, columns: Columns, slug: str, opposite: str, shown: list[int]) -> Facts:
    """Answers that speak of a theme beside those that speak of its opposite, and how many do."""
    here, there = (columns.themes.having(each, columns.size) for each in (slug, opposite))
    fresh = best_of_each(columns, here & ~there, _CONTRASTED, shown)
    # Where nobody is left who was not shown above, the best are read twice.
    mine = fresh if len(fresh) else best_of_each(columns, here & ~there, _CONTRASTED)
    theirs = best_of_each(columns, there & ~here, _CONTRASTED)
    return {
        "theme": {name: columns.known_themes[opposite][name] for name in ("slug", "label", "definition")},
        "people": columns.people(there),
        "both": columns.people(here & there),
        "here": read_sayings(db, columns, mine, slug),
        "there": read_sayings(db, columns, theirs, opposite),
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
        WHERE at.theme = ? AND at.tier = 'suggested' AND NOT a.off_topic
        ORDER BY at.score DESC, a.number LIMIT ?
        """,
        [slug, _SUGGESTED],
    )
    return {"suggested": [dict(row) for row in found]}


ROUTES = [(r"/theme/(?P<slug>[^/]+?)(?P<format>\.json)?$", theme)]
