"""A collection: a subfolder of the drop folder, such as one day's filming or one shop."""

from dataclasses import asdict
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.cards import read_cards
from pipeline.publish.site.charts import ThemeShare
from pipeline.publish.site.columns import Columns, Mask, Positions
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, missing, read, show
from pipeline.publish.site.sayings import best_of_each, read_sayings
from pipeline.publish.site.shares import shares

_FACES = 12
_QUOTES = 4
_NEWEST = 6

_KEPT = 16
"""Collections whose counts are kept: they take a twentieth of a second at 20,000 answers."""

_CLIPS: WeakKeyDictionary[Columns, dict[str, tuple[int, float]]] = WeakKeyDictionary()
"""Of each collection how many clips and minutes it holds, in each state of a database."""


async def collection(request: Any, datasette: Any) -> Response:
    """What was said in one collection, by whom and about what."""
    name = unquote(request.url_vars["name"])
    columns = await live(datasette).columns()
    chosen = columns.facets["collection"].having([name])
    if not chosen.any():
        return missing(request, datasette, "There is no collection of this name that holds an answer.")
    best, faces, newest, bars = _picked(columns, name)

    def reader(db: Any) -> Facts:
        if columns not in _CLIPS:
            counted = (
                "SELECT collection, count(*), coalesce(sum(duration) / 60, 0) FROM clips"
                " WHERE source IN ('video', 'sound') GROUP BY 1"
            )
            _CLIPS[columns] = {name: (clips, minutes) for name, clips, minutes in db.execute(counted)}
        clips, minutes = _CLIPS[columns].get(name, (0, 0.0))
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


@lru_cache(maxsize=_KEPT)
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
