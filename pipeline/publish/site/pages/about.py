"""How it was made: what became of the clips, what listened, what tagged, and how often it is wrong."""

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np
from datasette.utils.asgi import Response

from pipeline.measured import MEASURED, MODEL
from pipeline.plain import language_name
from pipeline.publish.site.live import live
from pipeline.publish.site.page import show
from pipeline.publish.site.stock import is_local, is_published


async def about(request: Any, datasette: Any) -> Response:
    """How what the site shows was made, and how far to trust it."""
    columns = await live(datasette).columns()
    making = await live(datasette).making()
    everybody = np.ones(columns.size, np.bool_)
    languages = columns.facets["language"].count(everybody)
    facts = {
        "people": columns.people(everybody),
        "answers": columns.size,
        "written": columns.totals["written"],
        "notes": columns.totals["notes"],
        **making,
        "languages": [
            {"code": code, "name": language_name(code), "answers": languages[code]}
            for code in sorted(languages, key=lambda code: -languages[code])
        ],
        "vox": version("vox"),
        "measured": [
            {name: value for name, value in asdict(each).items() if name != "stands"} for each in MEASURED
        ],
        "measured_model": MODEL,
    }
    if is_published(datasette):
        # A publication does not know what people put right in it, nor what was left out.
        facts |= dict.fromkeys(("corrections", "rewritten_words", "doubted_segments"))
    return show(request, datasette, "vox_about.html", facts, local=is_local(datasette))


ROUTES = [(r"/about(?P<format>\.json)?$", about)]
