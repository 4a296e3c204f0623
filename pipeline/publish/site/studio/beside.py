"""What the studio shows beside a clip: what was decided about it, whom and which themes one can choose."""

import sqlite3
from datetime import date
from typing import Any

from pipeline.consent import held_back
from pipeline.decisions import taken_back
from pipeline.history import what
from pipeline.rows import read_correction

Facts = dict[str, Any]


def on_clip(db: sqlite3.Connection, clip_id: str) -> Facts:
    """History, people, themes, what the machine heard, and why each answer is held back from the web.

    Args:
        db: The project's database.
        clip_id: The clip.
    """
    said = [
        read_correction(dict(row))
        for row in db.execute("SELECT * FROM corrections WHERE clip_id = ? ORDER BY id", [clip_id])
    ]
    gone = taken_back(said)
    ids = [str(row[0]) for row in db.execute("SELECT id FROM answers WHERE clip_id = ?", [clip_id])]
    return {
        "history": [
            {
                "id": each.id,
                "answer_id": each.answer_id,
                "author": each.author,
                "made_at": each.made_at,
                "before": each.before,
                "said": what({**{name: getattr(each, name) for name in each.__slots__}}),
                "undone_by": gone.get(each.id),
                "can_be_undone": each.id not in gone,
            }
            for each in reversed(said)
        ],
        # Not of a redacted word: what it hides is read nowhere.
        "heard": dict(
            db.execute(
                "SELECT w.position, w.text FROM words w"
                " JOIN word_edits e ON e.clip_id = w.clip_id AND e.position = w.position"
                " WHERE w.clip_id = ? AND NOT e.redacted AND e.text <> w.text",
                [clip_id],
            ).fetchall()
        ),
        "people": [
            str(row[0]) for row in db.execute("SELECT name FROM people WHERE name IS NOT NULL ORDER BY name")
        ],
        "themes": [dict(row) for row in db.execute("SELECT slug, label FROM themes ORDER BY position")],
        "reasons": held_back(db, "web", date.today(), ids),
    }
