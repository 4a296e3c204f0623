"""How it was made: what became of the clips, what listened, what tagged, and how often it is wrong."""

from collections import defaultdict
from dataclasses import asdict
from importlib.metadata import version
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from datasette.utils.asgi import Response

from pipeline.measured import MEASURED, MODEL
from pipeline.plain import language_name
from pipeline.publish.site.columns import Columns
from pipeline.publish.site.live import live
from pipeline.publish.site.page import Facts, read, show
from pipeline.publish.site.stock import is_local, is_published

_MOST_REASONS = 6
"""Told for each thing that can become of a clip; the others are counted together."""

_COUNTED: WeakKeyDictionary[Columns, Facts] = WeakKeyDictionary()
"""Counted once for each state of a database: at 100,000 answers it takes some tenths of a second."""


async def about(request: Any, datasette: Any) -> Response:
    """How what the site shows was made, and how far to trust it."""
    columns = await live(datasette).columns()
    if columns not in _COUNTED:
        _COUNTED[columns] = await read(datasette, _count)
    everybody = np.ones(columns.size, np.bool_)
    languages = columns.facets["language"].count(everybody)
    facts = {
        "people": columns.people(everybody),
        "answers": columns.size,
        "written": columns.totals["written"],
        "notes": columns.totals["notes"],
        **_COUNTED[columns],
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


def _count(db: Any) -> Facts:
    clips, minutes = db.execute(
        "SELECT count(*), coalesce(sum(duration) / 60, 0) FROM clips WHERE source IN ('video', 'sound')"
    ).fetchone()
    words, doubtful = db.execute(
        """
        SELECT coalesce(sum((SELECT max(position) + 1 FROM words w WHERE w.clip_id = c.id)), 0),
               (SELECT count(*) FROM words WHERE probability < 0.5)
        FROM clips c WHERE source IN ('video', 'sound')
        """
    ).fetchone()
    return {
        "clips": clips,
        "minutes": minutes,
        "came_of": _came_of(db),
        "heard_by": _rows(
            db,
            """
            SELECT engine, iif(engine = 'brought along', NULL, model) AS model, count(*) AS clips FROM runs
            WHERE stage = 'transcribe' AND engine IS NOT NULL AND engine NOT IN ('note', 'written')
            GROUP BY 1, 2 ORDER BY clips DESC
            """,
        ),
        "tagged_by": _rows(
            db,
            """
            SELECT tagger_version AS version, count(DISTINCT answer_id) AS answers FROM machine_tags
            GROUP BY tagger_version ORDER BY answers DESC
            """,
        ),
        "learnt": db.execute("SELECT count(*) FROM learnt").fetchone()[0] > 0,
        "words": words,
        "doubtful_words": doubtful,
        "doubted_segments": db.execute("SELECT count(*) FROM segments WHERE doubted = 1").fetchone()[0],
        "rewritten_words": db.execute("SELECT count(*) FROM word_edits WHERE NOT redacted").fetchone()[0],
        "corrections": db.execute(
            """
            SELECT count(*) FROM corrections c
            WHERE undoes IS NULL AND NOT EXISTS (SELECT 1 FROM corrections u WHERE u.undoes = c.id)
            """
        ).fetchone()[0],
    }


def _came_of(db: Any) -> list[Facts]:
    """What became of the clips: how many and for which reasons; and the files that could not be read."""
    found: dict[str, list[Facts]] = defaultdict(list)
    for row in _rows(
        db,
        """
        SELECT status, reason, count(*) AS clips FROM clips WHERE source IN ('video', 'sound')
        GROUP BY status, reason
        UNION ALL
        SELECT 'unread', reason, count(*) FROM failures WHERE clip_id IS NULL GROUP BY reason
        ORDER BY 3 DESC
        """,
    ):
        found[row.pop("status")].append(row)
    return [
        {
            "status": status,
            "clips": sum(row["clips"] for row in found[status]),
            "reasons": [row for row in found[status] if row["reason"]][:_MOST_REASONS],
        }
        for status in ("answered", "no_speech", "off_topic", "failed", "unread")
        if status in found
    ]


def _rows(db: Any, sql: str) -> list[Facts]:
    return [dict(row) for row in db.execute(sql)]


ROUTES = [(r"/about(?P<format>\.json)?$", about)]
