"""A collection: a subfolder of the drop folder, such as one day's filming or one shop."""

from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.cards import read_cards
from pipeline.publish.site.charts import ThemeShare
from pipeline.publish.site.columns import Columns, Mask, Positions, kept
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, missing, read, show
from pipeline.publish.site.sayings import best_of_each, read_sayings
from pipeline.publish.site.shares import shares

_FACES = 12
_QUOTES = 4
_NEWEST = 6


async def collection(request: Any, datasette: Any) -> Response:
    """What was said in one collection, by whom and about what."""
    name = unquote(request.url_vars["name"])
    columns = await live(datasette).columns()
    chosen = columns.facets["collection"].having([name])
    if not chosen.any():
        return missing(request, datasette, "There is no collection of this name that holds an answer.")
    pages = _pages(columns)
    if name not in pages:
        pages[name] = _picked(columns, name)
    best, faces, newest, bars = pages[name]

    def reader(db: Any) -> Facts:
        clips, minutes = columns.recordings.get(name, (0, 0.0))
        return {
            "clips": clips,
            "minutes": minutes,
            "quotes": read_sayings(db, columns, best),
            "faces": read_cards(db, [int(number) for number in columns.numbers[faces]]),
            "newest": read_cards(db, [int(number) for number in columns.numbers[newest]]),
        }

    facts = {
        "name": name,
        "people": columns.people(chosen),
        "answers": int(chosen.sum()),
        **_texts(columns, chosen),
        "themes": [asdict(share) for share in bars],
        **await read(datasette, reader),
    }
    return show(request, datasette, "vox_collection.html", facts, bars=charts.theme_bars(bars))


def _texts(columns: Columns, chosen: Mask) -> Facts:
    """How many of the chosen answers were written, and how many read from notes."""
    counts = columns.facets["source"].count(chosen)
    return {"written": counts.get("written", 0), "notes": counts.get("note", 0)}


@kept
def _pages(columns: Columns) -> dict[str, tuple[Positions, Positions, Positions, list[ThemeShare]]]:
    """What was picked for collections that somebody asked for."""
    return {}


def _picked(columns: Columns, name: str) -> tuple[Positions, Positions, Positions, list[ThemeShare]]:
    """The best quotes of a collection, whose faces are shown, what was taken in last, and its themes."""
    chosen = columns.facets["collection"].having([name])
    inside = np.flatnonzero(chosen).astype(np.int32)
    return (
        best_of_each(columns, chosen & (columns.quotability > 0), _QUOTES),
        best_of_each(columns, chosen & columns.has_picture, _FACES),
        inside[np.argsort(columns.added[inside])][:_NEWEST],
        shares(columns, chosen),
    )


ROUTES = [(r"/collection/(?P<name>.+?)(?P<format>\.json)?$", collection)]
