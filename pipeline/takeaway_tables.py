"""What was made for people to take away: the tables `takeaways` and `takeaway_answers`.

They hold no words, only which answers are in which file: so that the files are known in which somebody is who
asks to be left out, or to be forgotten.
"""

import json
from collections.abc import Collection
from typing import Literal

from sqlite_utils import Database

from pipeline import rows
from schemas.people import Channel

Kind = Literal["quotes", "captions", "clip", "card", "reel", "report"]


def save_takeaway(db: Database, path: str, kind: Kind, channel: Channel, answers: Collection[str]) -> None:
    """Remember a file, instead of what was under its name before.

    Args:
        db: Open for writing.
        path: As `Project.stored_path` makes it.
        kind: What it is.
        channel: By which way it may leave.
        answers: The ids of the answers that are in it.
    """
    db.execute("DELETE FROM takeaways WHERE path = ?", [path])
    add_takeaway(db, path, kind, channel, answers)


def add_takeaway(db: Database, path: str, kind: Kind, channel: Channel, answers: Collection[str]) -> None:
    """Remember what may be in a file from now on, besides what is: for as long as it is not written yet."""
    db.execute("INSERT OR IGNORE INTO takeaways VALUES (?, ?, ?, ?)", [path, kind, channel, rows.now()])
    db.conn.executemany(
        "INSERT OR IGNORE INTO takeaway_answers VALUES (?, ?, ?)",
        [(path, answer_id, answer_id.split("-")[0]) for answer_id in sorted(answers)],
    )


def takeaways_with(db: Database, clip_ids: Collection[str]) -> list[str]:
    """The files in which something of any of these clips is, as `Project.stored_path` makes them."""
    found = db.execute(
        "SELECT DISTINCT path FROM takeaway_answers WHERE clip_id IN (SELECT value FROM json_each(?))"
        " ORDER BY path",
        [json.dumps(sorted(clip_ids))],
    )
    return [path for (path,) in found]


def remove_takeaways(db: Database, paths: Collection[str]) -> None:
    """Remember files no more that are no more."""
    db.execute(
        "DELETE FROM takeaways WHERE path IN (SELECT value FROM json_each(?))", [json.dumps(sorted(paths))]
    )
