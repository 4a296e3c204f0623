"""What was published where: the tables `publications` and `published_answers`.

They hold no words, only which answers are at a place and a sum of what is shown of each: so that it is known
where somebody is shown who asks to be taken down. A place and the one before it, which is kept, are two.
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
    row = {"target": target, "form": form, "published_at": rows.now()}
    db.table("publications").upsert(row, pk="target")
    db.execute("DELETE FROM published_answers WHERE target = ?", [target])
    _add(db, target, answers)


def add_to_publication(db: Database, target: str, form: Form, answers: Mapping[str, str]) -> None:
    """Remember what may be at a place from now on, besides what is there: for as long as it is not sure."""
    row = {"target": target, "form": form, "published_at": rows.now()}
    db.table("publications").insert(row, pk="target", ignore=True)
    _add(db, target, answers)


def forget_publication(db: Database, target: str) -> None:
    """Nothing is published at a place any more."""
    db.execute("DELETE FROM publications WHERE target = ?", [target])


def form_of(db: Database, target: str) -> Form | None:
    """What was published at a place last; None if nothing was."""
    found = db.execute("SELECT form FROM publications WHERE target = ?", [target]).fetchone()
    return found[0] if found else None


def project_key(db: Database) -> bytes:
    """What makes sums meaningless to whoever has not got this database."""
    return bytes(db.execute("SELECT key FROM project_key").fetchone()[0])


def _add(db: Database, target: str, answers: Mapping[str, str]) -> None:
    db.table("published_answers").insert_all(
        (
            {"target": target, "answer_id": answer_id, "clip_id": answer_id.split("-")[0], "content": content}
            for answer_id, content in sorted(answers.items())
        ),
        pk=("target", "answer_id"),
        replace=True,
    )
