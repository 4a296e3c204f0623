"""What all answers show together, in pictures: praise and complaint, what is said together, and when."""

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from datasette.utils.asgi import Response

from pipeline.publish.site import charts
from pipeline.publish.site.live import live
from pipeline.publish.site.page import show
from pipeline.publish.site.shares import all_shares, together


async def patterns(request: Any, datasette: Any) -> Response:
    """Themes by praise and complaint, themes that come together, and answers over time."""
    columns = await live(datasette).columns()
    everybody = np.ones(columns.size, np.bool_)
    shares, pairs = all_shares(columns), together(columns)
    days = columns.facets["date"].count(everybody)
    facts = {
        "people": columns.people(everybody),
        "answers": columns.size,
        "themes": [asdict(share) for share in shares],
        "together": [asdict(pair) for pair in pairs],
        "days": dict(sorted(days.items())),
    }
    # In the order of the theme file, families stand together.
    known = list(columns.known_themes)
    return show(
        request,
        datasette,
        "vox_patterns.html",
        facts,
        polarity=charts.polarity_bars(shares),
        pairs=charts.together(sorted(shares, key=lambda share: known.index(share.slug)), pairs),
        times=charts.over_time(charts.moments({date.fromisoformat(day): n for day, n in days.items()})),
    )


ROUTES = [(r"/patterns(?P<format>\.json)?$", patterns)]
