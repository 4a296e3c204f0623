"""The first page: the question, how much was said and what about, faces, the best quotes, and what is new."""

from dataclasses import asdict
from typing import Any

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.cards import read_cards
from pipeline.publish.site.columns import Positions
from pipeline.publish.site.live import live
from pipeline.publish.site.page import headers, read, show
from pipeline.publish.site.sayings import front
from pipeline.publish.site.shares import all_shares, collections
from pipeline.publish.site.stock import is_local


async def home(request: Any, datasette: Any) -> Response:
    """The question and what came of it."""
    columns = await live(datasette).columns()
    faces, quotes, newest = front(columns)

    def reader(db: Any) -> dict[str, Any]:
        def cards(positions: Positions) -> list[dict[str, Any]]:
            return read_cards(db, [int(number) for number in columns.numbers[positions]])

        return {"faces": cards(faces), "quotes": cards(quotes), "newest": cards(newest)}

    bars = all_shares(columns)
    everybody = np.ones(columns.size, np.bool_)
    facts = {
        "totals": {**columns.totals, "answers": columns.size, "people": columns.people(everybody)},
        "collections": collections(columns),
        "themes": [asdict(share) for share in bars],
        **await read(datasette, reader),
    }
    return show(
        request, datasette, "vox_home.html", facts, bars=charts.theme_bars(bars), local=is_local(datasette)
    )


async def theme_colours(datasette: Any) -> Response:
    """The hue of every theme as a style sheet: the policy forbids styles in the page itself."""
    hues = await read(
        datasette, lambda db: db.execute("SELECT slug, hue FROM themes ORDER BY position").fetchall()
    )
    rules = "\n".join(f".theme-{slug} {{ --hue: {hue} }}" for slug, hue in hues)
    return Response(rules, headers=headers(), content_type="text/css; charset=utf-8")


ROUTES = [(r"/(?P<format>\.json)?$", home), (r"/themes\.css$", theme_colours)]
