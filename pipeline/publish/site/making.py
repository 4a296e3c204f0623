"""How all of it was made, counted: what became of the clips, what listened, what tagged, what is doubtful."""

import sqlite3
from collections import defaultdict
from typing import Any

Making = dict[str, Any]

_MOST_REASONS = 6
"""Told for each thing that can become of a clip; the others are counted together."""


def read_making(db: sqlite3.Connection) -> Making:
    """Count what was heard, and by what: at a million answers that takes some seconds.

    Args:
        db: Its rows are tuples.
    """
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


def _came_of(db: sqlite3.Connection) -> list[Making]:
    """What became of the clips: how many and for which reasons; and the files that could not be read."""
    found: dict[str, list[Making]] = defaultdict(list)
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


def _rows(db: sqlite3.Connection, sql: str) -> list[Making]:
    found = db.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
