"""Who may speak in answers, as introductions and names of files tell it: for a person to decide."""

import sqlite3
from typing import Any

_SUGGESTIONS = """
    SELECT s.*, a.clip_id, c.path AS file
    FROM person_suggestions s JOIN answers a ON a.id = s.answer_id JOIN clips c ON c.id = a.clip_id
    WHERE :clip IS NULL OR a.clip_id = :clip
    ORDER BY c.path, a.clip_id, a.position, s.source
"""

_PEOPLE = """
    SELECT p.id, p.name, p.role, p.company, p.place,
           (SELECT count(*) FROM answers WHERE person_id = p.id AND NOT off_topic) AS answers
    FROM people p
    WHERE p.name COLLATE NOCASE IN (SELECT name FROM person_suggestions)
    OR p.id IN (SELECT person_id FROM person_suggestions)
    ORDER BY p.id
"""


def suggestions(db: sqlite3.Connection, clip_id: str | None = None) -> list[dict[str, Any]]:
    """Who may speak where no person has said who does, each with those who are called so already.

    Args:
        db: A project's database.
        clip_id: In which clip; None for all.
    """
    cursor = db.cursor()
    cursor.row_factory = sqlite3.Row
    people = {row["id"]: dict(row) for row in cursor.execute(_PEOPLE)}
    found = []
    for row in cursor.execute(_SUGGESTIONS, {"clip": clip_id}):
        told = dict(row)
        meant, name = told.pop("person_id"), told["name"].casefold()
        same = [each for each in people.values() if (each["name"] or "").casefold() == name]
        found.append({**told, "known": [people[meant]] if meant else same})
    return found
