"""The rows of somebody leave the database."""

import json
from collections.abc import Collection, Iterable

from sqlite_utils import Database

from pipeline.consent import IN_SHOT
from pipeline.decisions import DETAIL
from pipeline.forgotten import keyed, remember_forgotten
from pipeline.takeaway_tables import remove_takeaways
from pipeline.word_pairs import drop_gone
from schemas.writings import fingerprint_of


def remove_rows(db: Database, person: str | None, clip_ids: Collection[str]) -> None:
    """Remove all that is known of clips, and of a person, and remember not to take these recordings in again.

    What corrections taught goes as well: it was learnt from these answers, too.

    Args:
        db: In a transaction.
        person: Their id, if somebody is forgotten.
        clip_ids: All clips in which they are.
    """
    # What is deleted is overwritten.
    db.execute("PRAGMA secure_delete = ON")
    clips = {
        "clips": json.dumps(sorted(clip_ids)),
        "person": person,
        "in_shot": f"{IN_SHOT}{person}",
        "detail": f"{DETAIL}{person}:",
    }
    within = "IN (SELECT value FROM json_each(:clips))"
    sums = [
        keyed(db, sha256) for (sha256,) in db.execute(f"SELECT sha256 FROM clips WHERE id {within}", clips)
    ]
    # A row that was written anew is known by what it says now, and by what it said.
    written = db.execute(
        f"SELECT source, row_sum FROM writings JOIN clips ON id = clip_id WHERE id {within}"
        f" UNION SELECT source, row_sum FROM revisions JOIN clips ON id = clip_id WHERE id {within}",
        clips,
    ).fetchall()
    sums += [keyed(db, fingerprint_of(source, row_sum)) for source, row_sum in written if row_sum]
    remember_forgotten(db, sums)
    # Corrections are only ever added; this alone may remove some.
    triggers = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'corrections'"
    ).fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute(f"DELETE FROM clips WHERE id {within}", clips)
    drop_gone(db)
    if person is not None:
        _unname(db, clips)
        _unsuggest(db, clips)
        db.execute("DELETE FROM people WHERE id = :person", clips)
    for _, sql in triggers:
        db.execute(sql)
    db.execute("DELETE FROM learnt")


def remove_published(db: Database, clip_ids: Collection[str], gone: Collection[str]) -> None:
    """Remember that clips are published nowhere any more, and which places are no more.

    Args:
        db: In a transaction.
        clip_ids: The clips.
        gone: Places as `Project.stored_path` makes them.
    """
    db.execute("PRAGMA secure_delete = ON")
    for column, table, values in (
        ("clip_id", "published_answers", clip_ids),
        ("target", "publications", gone),
    ):
        db.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(values))],
        )


def remove_taken(db: Database, clip_ids: Collection[str], gone: Iterable[str]) -> None:
    """Remember that clips are in nothing any more that people took away, and which files are no more.

    Args:
        db: In a transaction.
        clip_ids: The clips.
        gone: Files as `Project.stored_path` makes them.
    """
    db.execute("PRAGMA secure_delete = ON")
    remove_takeaways(db, list(gone))
    db.execute(
        "DELETE FROM takeaway_answers WHERE clip_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(clip_ids))],
    )


def rebuild_search(db: Database) -> None:
    """Make the search index anew from the answers that are left: it keeps words of those that went."""
    db.execute("PRAGMA secure_delete = ON")
    for command in ("rebuild", "optimize"):
        db.execute("INSERT INTO answers_fts(answers_fts) VALUES (?)", [command])


def _unsuggest(db: Database, person: dict[str, str | None]) -> None:
    """Take a person out of what the names of files, or others, tell of clips that stay."""
    db.execute("DELETE FROM file_people WHERE person_id = :person", person)
    db.execute(
        "DELETE FROM person_suggestions WHERE person_id = :person"
        " OR name = (SELECT name FROM people WHERE id = :person)",
        person,
    )


def _unname(db: Database, person: dict[str, str | None]) -> None:
    """Take a person out of decisions about clips that stay, where they were named by mistake.

    A decision stays where it is, and says nobody: others may have taken it back.
    """
    db.execute("DELETE FROM corrections WHERE field = :in_shot", person)
    db.execute("DELETE FROM corrections WHERE substr(field, 1, length(:detail)) = :detail", person)
    for column in ("before", "after"):
        db.execute(
            f'UPDATE corrections SET "{column}" = NULL'
            f" WHERE field IN ('person', 'voice') AND \"{column}\" = :person",
            person,
        )
        db.execute(
            f'UPDATE corrections SET "{column}" = json_remove("{column}", \'$.person\')'
            f" WHERE field = 'blur' AND \"{column}\" ->> '$.person' = :person",
            person,
        )
