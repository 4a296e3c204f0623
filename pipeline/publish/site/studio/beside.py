"""What the studio shows beside a clip or a person: what was decided about it, and what one can choose."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from pipeline.consent import held_back
from pipeline.decisions import DETAIL, taken_back
from pipeline.edits import as_told, unresolved
from pipeline.history import what
from pipeline.places import is_text
from pipeline.rows import read_correction, read_word
from pipeline.suggestions import suggestions
from schemas.records import Correction

Facts = dict[str, Any]


def on_clip(db: sqlite3.Connection, clip_id: str) -> Facts:
    """History, people and who may be named, themes, what the machine heard, and what holds each answer back.

    Args:
        db: The project's database.
        clip_id: The clip.
    """
    said = [
        read_correction(dict(row))
        for row in db.execute("SELECT * FROM corrections WHERE clip_id = ? ORDER BY id", [clip_id])
    ]
    ids = [str(row[0]) for row in db.execute("SELECT id FROM answers WHERE clip_id = ?", [clip_id])]
    words = db.execute("SELECT * FROM words WHERE clip_id = ? ORDER BY position", [clip_id])
    anew = unresolved([read_word(dict(row)) for row in words], said)
    found = db.execute("SELECT source FROM clips WHERE id = ?", [clip_id]).fetchone()
    return {
        "history": _history(said, {each.id for each in anew}, is_text=is_text(found)),
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
        "suggestions": by_answer(db, clip_id),
        "by_file": {
            str(row[0])
            for row in db.execute("SELECT id FROM answers WHERE clip_id = ? AND by_file", [clip_id])
        },
        "themes": [dict(row) for row in db.execute("SELECT slug, label FROM themes ORDER BY position")],
        "reasons": held_back(db, "web", date.today(), ids),
    }


def by_answer(db: sqlite3.Connection, clip_id: str | None = None) -> dict[str, list[Facts]]:
    """Who may speak in answers, by the ids of these.

    Args:
        db: The project's database.
        clip_id: In which clip; None for all.
    """
    found: dict[str, list[Facts]] = defaultdict(list)
    for each in suggestions(db, clip_id):
        found[each["answer_id"]].append(each)
    return found


def on_people(db: sqlite3.Connection) -> dict[str, list[Facts]]:
    """The history of everybody by their id: what was told of them, and what they agreed to.

    Args:
        db: The project's database.
    """
    told = db.execute("SELECT * FROM corrections WHERE substr(field, 1, ?) = ?", [len(DETAIL), DETAIL])
    found: dict[str, list[Facts]] = defaultdict(list)
    for each in _history([read_correction(dict(row)) for row in told]):
        found[each["person_id"]].append(each)
    for row in db.execute("SELECT * FROM consents"):
        found[row["person_id"]].append(
            {
                "id": None,
                "author": row["author"],
                "made_at": row["recorded_at"],
                "before": None,
                "said": _agreed(row),
                "undone_by": None,
                # What they agreed to before is said anew, not gone back to.
                "can_be_undone": False,
                "is_over_others": False,
            }
        )
    for history in found.values():
        history.sort(key=lambda each: str(each["made_at"]), reverse=True)
    return found


def _agreed(row: sqlite3.Row) -> str:
    parts = [
        f"for {row['channels'].replace(' ', ', ')}" if row["channels"] else "",
        f"naming: {row['naming']}" if row["naming"] else "",
        f"wording: {row['wording']}" if row["wording"] else "",
        f"version {row['wording_version']}" if row["wording_version"] else "",
        f"given on {row['given_on']}" if row["given_on"] else "",
        f"until {row['expires_on']}" if row["expires_on"] else "",
        f"shown by {row['evidence']}" if row["evidence"] else "",
    ]
    return ", ".join(filter(None, [f"consent {row['status']}", *parts]))


def _history(said: Sequence[Correction], anew: Collection[int] = (), *, is_text: bool = False) -> list[Facts]:
    """Decisions as they are told, the last first, and which of them stand over other words now."""
    gone = taken_back(said)
    return [
        {
            "id": each.id,
            "answer_id": each.answer_id,
            "person_id": _described(each),
            "author": each.author,
            "made_at": each.made_at,
            "before": each.before,
            "said": what({**{name: getattr(each, name) for name in each.__slots__}}, is_text=is_text),
            "undone_by": gone.get(each.id),
            "can_be_undone": each.id not in gone,
            "is_over_others": each.id in anew,
        }
        for each in sorted(as_told(said), key=lambda each: each.id, reverse=True)
    ]


def _described(correction: Correction) -> str | None:
    """Of whom something was told, if it was."""
    if not correction.field.startswith(DETAIL):
        return None
    return correction.field.removeprefix(DETAIL).rsplit(":", 1)[0]
