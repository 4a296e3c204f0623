"""What was published where: the tables `publications` and `published_answers`.

They hold no words, only which answers are at a place and a sum of what is shown of each: so that it is known
where somebody is shown who asks to be taken down.
"""

from collections.abc import Mapping
from typing import Literal

from sqlite_utils import Database

from pipeline import rows

Form = Literal["static", "docker", "serve"]


def save_publication(db: Database, target: str, form: Form, answers: Mapping[str, str]) -> None:
    """Remember what is at a place now, instead of what was.

    Args:
        db: Open for writing.
        target: The place, as `Project.stored_path` makes it.
        form: What is published there.
        answers: For each answer that is shown, a sum of all that is shown of it.
    """
    db.execute("DELETE FROM publications WHERE target = ?", [target])
    add_to_publication(db, target, form, answers)


def add_to_publication(db: Database, target: str, form: Form, answers: Mapping[str, str]) -> None:
    """Remember what may be at a place from now on, besides what is there: for as long as it is not sure."""
    db.execute("INSERT OR IGNORE INTO publications VALUES (?, ?, ?)", [target, form, rows.now()])
    db.conn.executemany(
        "INSERT OR REPLACE INTO published_answers (target, answer_id, clip_id, content) VALUES (?, ?, ?, ?)",
        [
            (target, answer_id, answer_id.split("-")[0], content)
            for answer_id, content in sorted(answers.items())
        ],
    )


def form_of(db: Database, target: str) -> Form | None:
    """What was published at a place last; None if nothing was."""
    found = db.execute("SELECT form FROM publications WHERE target = ?", [target]).fetchone()
    return found[0] if found else None


def project_key(db: Database) -> bytes:
    """What makes sums meaningless to whoever has not got this database."""
    return bytes(db.execute("SELECT key FROM project_key").fetchone()[0])
