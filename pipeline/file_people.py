"""Who speaks, as the names of files and folders tell it by the pattern of vox.toml.

The same name is the same person, unless it is told otherwise: by another role, company or place, by several
people of that name, or where only a first name stands and somebody called so has agreed to something. There,
and in clips of which answers are approved, a person has to say who it is. What the names tell is made anew
whenever they, or the pattern, change; what people decided holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import PurePath

from sqlite_utils import Database

from pipeline.answer_tables import settle
from pipeline.decisions import DETAIL
from pipeline.naming import FILE
from pipeline.people_tables import add_person, describe_person, free_person_id, is_author, last_consent
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.sheets import tidy_line
from pipeline.store import Store
from schemas.people_pattern import FileFacts, people_pattern

_TOLD = ("role", "company", "place")


def name_by_files(project: Project, store: Store) -> None:
    """Name who speaks in clips as their files are called, where no person has.

    Args:
        project: With the pattern, if it has one.
        store: Open for writing.
    """
    told = dict(_read(project, store))
    # All at once: who is killed meanwhile begins anew, and ends with the same people.
    store.within(lambda db: _apply(db, told))


def _read(project: Project, store: Store) -> Iterator[tuple[str, FileFacts]]:
    """What the file of each clip tells, by the clip's id, those taken in first before others."""
    if not project.settings.people_pattern:
        return
    pattern = people_pattern(project.settings.people_pattern)
    media = PurePath(project.stored_path(project.media))
    for row in store.query("SELECT id, path FROM clips WHERE path IS NOT NULL ORDER BY added_at, path"):
        path = PurePath(row["path"])
        # Elsewhere a folder may be called as whoever copied it there.
        parts = path.relative_to(media).parts if path.is_relative_to(media) else path.parts[-1:]
        if facts := pattern.read(parts):
            kept = {key: tidy_line(value) for key, value in asdict(facts).items() if value}
            yield row["id"], FileFacts(**kept)


def _apply(db: Database, told: Mapping[str, FileFacts]) -> None:
    known = {row.pop("clip_id"): row for row in db.query("SELECT * FROM file_people")}
    before = {clip_id: FileFacts(*(row[key] for key in ("name", *_TOLD))) for clip_id, row in known.items()}
    changed = [clip_id for clip_id in {**before, **told} if before.get(clip_id) != told.get(clip_id)]
    if not changed:
        return
    clips = _clips(db)
    changed = [
        clip_id for clip_id in changed if clip_id in clips and _may_change(clips[clip_id], clip_id in known)
    ]
    for clip_id in changed:
        if clip_id in known:
            db.execute("DELETE FROM file_people WHERE clip_id = ?", [clip_id])
            db.execute(
                "UPDATE answers SET person_id = NULL, by_file = 0 WHERE clip_id = ? AND by_file", [clip_id]
            )
    left = {known[clip_id]["person_id"] for clip_id in changed if clip_id in known} - {None}
    _describe(db, left)
    _drop_nobodies(db)
    called = _called(db)
    for clip_id in changed:
        if clip_id in told and not clips[clip_id]["decided"]:
            facts = told[clip_id]
            person = None if clips[clip_id]["approved"] else _person(db, facts, called)
            db.table("file_people").insert({"clip_id": clip_id, **asdict(facts), "person_id": person})
            _describe(db, {person} - {None})
    for clip_id in changed:
        settle(db, clip_id)


def _may_change(clip: Row, is_known: bool) -> bool:
    # Whoever looked at an answer and approved it did so with the name that stood there.
    return not clip["approved"] if is_known else not clip["decided"]


def _clips(db: Database) -> dict[str, Row]:
    """The clips with answers: whether one is approved, and whether people said of all who speaks."""
    return {
        row["clip_id"]: row
        for row in db.query(
            "SELECT clip_id, max(review = 'approved') AS approved,"
            " min(person_id IS NOT NULL AND NOT by_file) AS decided"
            " FROM answers WHERE NOT off_topic GROUP BY clip_id"
        )
    }


def _called(db: Database) -> dict[str, list[str]]:
    """The ids of everybody, by their names in small letters."""
    called: dict[str, list[str]] = {}
    for person_id, name in db.execute("SELECT id, name FROM people WHERE name IS NOT NULL").fetchall():
        called.setdefault(name.casefold(), []).append(person_id)
    return called


def _person(db: Database, facts: FileFacts, called: dict[str, list[str]]) -> str | None:
    """The person who is meant, who is remembered if nobody is called so; None where that is not sure."""
    same = called.setdefault(facts.name.casefold(), [])
    if not same:
        person_id = free_person_id(db, facts.name)
        add_person(db, person_id, facts.name, FILE)
        same.append(person_id)
        return person_id
    # Whoever wrote something under that name may be anybody.
    if len(same) > 1 or is_author(db, same[0]):
        return None
    [known] = db.query("SELECT * FROM people WHERE id = ?", same)
    for column in _TOLD:
        said, stands = getattr(facts, column), known[column]
        if said and stands and said.casefold() != stands.casefold():
            return None
    agreed = last_consent(db, known["id"])
    if agreed and agreed.status != "unknown" and len(facts.name.split()) == 1:
        return None
    return str(known["id"])


def _describe(db: Database, person_ids: Iterable[str | None]) -> None:
    """Tell of people who are known from files what these say, where no person said anything of it."""
    for person_id in person_ids:
        rows = list(db.query("SELECT * FROM file_people WHERE person_id = ?", [person_id]))
        for person in db.query("SELECT * FROM people WHERE id = ? AND source = ?", [person_id, FILE]):
            said = {column: {row[column] for row in rows if row[column]} for column in _TOLD}
            decided = {
                field.rsplit(":", 1)[1]
                for (field,) in db.execute(
                    "SELECT field FROM corrections WHERE field LIKE ? || '%'", [f"{DETAIL}{person_id}:"]
                ).fetchall()
            }
            facts = {column: min(said[column], default=None) for column in _TOLD if column not in decided}
            if any(person[column] != value for column, value in facts.items()):
                describe_person(db, str(person_id), facts)


def _drop_nobodies(db: Database) -> None:
    """Forget people whom only files told of, if none does any more and nobody said anything about them."""
    db.execute(
        f"""
        DELETE FROM people WHERE source = '{FILE}'
        AND id NOT IN (SELECT person_id FROM file_people WHERE person_id IS NOT NULL)
        AND id NOT IN (SELECT person_id FROM answers WHERE person_id IS NOT NULL)
        AND id NOT IN (SELECT person_id FROM consents)
        AND NOT EXISTS (
            SELECT 1 FROM corrections c
            WHERE (c.field IN ('person', 'voice') AND people.id IN (c.before, c.after))
            OR (c.field = 'blur' AND people.id IN (c.before ->> '$.person', c.after ->> '$.person'))
            OR c.field = 'in_shot:' || people.id
            OR substr(c.field, 1, length(people.id) + 8) = 'detail:' || people.id || ':'
        )
        """
    )
