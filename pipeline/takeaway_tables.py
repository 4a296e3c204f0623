"""What was made for people to take away: the tables `takeaways` and `takeaway_answers`.

They hold no words, only which answers are in which file, and the sum of the file: so that those are known in
which somebody is who asks to be left out, or to be forgotten, wherever they were moved to.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from pipeline import rows
from schemas.people import Channel

Kind = Literal["quotes", "captions", "clip", "card", "reel", "report"]


@dataclass(frozen=True, slots=True)
class Takeaway:
    """A file that was made for people to take away.

    Attributes:
        path: As `Project.stored_path` makes it.
        size: Bytes, or None if it was never written.
        sha256: Of the whole file, in hex; likewise.
    """

    path: str
    size: int | None
    sha256: str | None


def save_takeaway(
    db: Database, file: Takeaway, kind: Kind, channel: Channel, answers: Collection[str]
) -> None:
    """Remember a file, instead of what was under its name before.

    Args:
        db: Open for writing.
        file: It, as it was written.
        kind: What it is.
        channel: By which way it may leave.
        answers: The ids of the answers that are in it.
    """
    db.execute("DELETE FROM takeaways WHERE path = ?", [file.path])
    add_takeaway(db, file.path, kind, channel, answers)
    db.execute(
        "UPDATE takeaways SET size = ?, sha256 = ? WHERE path = ?", [file.size, file.sha256, file.path]
    )


def add_takeaway(db: Database, path: str, kind: Kind, channel: Channel, answers: Collection[str]) -> None:
    """Remember what may be in a file from now on, besides what is: for as long as it is not written yet."""
    db.execute(
        "INSERT OR IGNORE INTO takeaways (path, kind, channel, made_at) VALUES (?, ?, ?, ?)",
        [path, kind, channel, rows.now()],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO takeaway_answers VALUES (?, ?, ?)",
        [(path, answer_id, answer_id.split("-")[0]) for answer_id in sorted(answers)],
    )


def takeaways_with(db: Database, clip_ids: Collection[str]) -> list[Takeaway]:
    """The files in which something of any of these clips is, by path."""
    found = db.execute(
        "SELECT path, size, sha256 FROM takeaways WHERE path IN (SELECT path FROM takeaway_answers"
        " WHERE clip_id IN (SELECT value FROM json_each(?))) ORDER BY path",
        [json.dumps(sorted(clip_ids))],
    )
    return [Takeaway(*row) for row in found]


def shared_takeaways(db: Database, clip_ids: Collection[str]) -> list[str]:
    """Those of these files in which others are, too: somebody may want them again, without."""
    within = "IN (SELECT value FROM json_each(:clips))"
    found = db.execute(
        "SELECT path FROM takeaways t"
        f" WHERE path IN (SELECT path FROM takeaway_answers WHERE clip_id {within})"
        f" AND EXISTS (SELECT 1 FROM takeaway_answers o WHERE o.path = t.path AND o.clip_id NOT {within})"
        " ORDER BY path",
        {"clips": json.dumps(sorted(clip_ids))},
    )
    return [path for (path,) in found]


def remove_takeaways(db: Database, paths: Collection[str]) -> None:
    """Remember files no more that are no more."""
    db.execute(
        "DELETE FROM takeaways WHERE path IN (SELECT value FROM json_each(?))", [json.dumps(sorted(paths))]
    )
