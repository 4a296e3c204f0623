"""People and what they agreed to: the tables `people` and `consents`."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from sqlite_utils import Database

from pipeline import rows
from pipeline.answer_tables import settle_consents
from pipeline.consent import IN_SHOT, agreements, withheld
from schemas.people import Consent

DETAILS = ("name", "role", "company", "place", "relation")

_PART = re.compile(r"[^\W_]+")


def id_of_name(name: str) -> str:
    """What the id of somebody is made of: the parts of their name, in plain small letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(_PART.findall(plain)) or "person"


def add_person(db: Database, person_id: str, name: str | None, source: str | None = None) -> None:
    """Remember somebody who speaks.

    Args:
        db: Open for writing.
        person_id: That of nobody else.
        name: What they are called; None for who did not say it.
        source: By what they are known, if no person named them.
    """
    db.table("people").insert({"id": person_id, "name": name, "source": source})


def free_person_id(db: Database, name: str) -> str:
    """An id for somebody new, made of their name."""
    slug = id_of_name(name)
    taken = {
        person
        for (person,) in db.execute(
            "SELECT id FROM people WHERE id = ? OR id GLOB ?", [slug, f"{slug}-[0-9]*"]
        )
    }
    if slug not in taken:
        return slug
    return next(each for each in map(f"{slug}-{{}}".format, count(2)) if each not in taken)


def author_id(db: Database, clip_id: str, name: str, author_sum: str | None) -> str | None:
    """Who wrote other answers under a name; None if nobody did.

    An address or a handle tells people of one name apart. Somebody of the same name who was filmed is not
    taken for them: what one of them agreed to would count for the other.

    Args:
        db: A project's database.
        clip_id: What they wrote now, which names nobody yet.
        name: As they call themselves.
        author_sum: Of their address or handle, where one is told.
    """
    by_sum = "w.author_sum = :sum" if author_sum else "w.author_sum IS NULL AND p.name = :name"
    found = db.execute(
        "SELECT p.id FROM writings w JOIN answers a ON a.clip_id = w.clip_id"
        " JOIN people p ON p.id = a.person_id"
        f" WHERE w.author = :name AND {by_sum} AND w.clip_id <> :clip LIMIT 1",
        {"name": name, "sum": author_sum, "clip": clip_id},
    ).fetchone()
    return str(found[0]) if found else None


def is_author(db: Database, person_id: str) -> bool:
    """Whether somebody wrote any of the answers that came with the name of an author."""
    return bool(
        db.execute(
            "SELECT 1 FROM answers a JOIN writings w ON w.clip_id = a.clip_id"
            " WHERE a.person_id = ? AND w.author IS NOT NULL LIMIT 1",
            [person_id],
        ).fetchone()
    )


def describe_person(db: Database, person_id: str, details: Mapping[str, str | None]) -> None:
    """Replace what is known of somebody, by column."""
    db.table("people").update(person_id, dict(details))


def add_consent(db: Database, person_id: str, consent: Consent, author: str) -> None:
    """Store what somebody agreed to, and withhold or bring back the clips they are in."""
    db.table("consents").insert(
        {
            "person_id": person_id,
            "status": consent.status,
            "channels": " ".join(consent.channels),
            "naming": consent.naming,
            "wording": consent.wording,
            "wording_version": consent.wording_version,
            "given_on": consent.given_on,
            "expires_on": consent.expires_on,
            "evidence": consent.evidence,
            "author": author,
            "recorded_at": rows.now(),
        }
    )
    settle_consents(db, clips_of(db, person_id))


def last_consent(db: Database, person_id: str) -> Consent | None:
    """What somebody agreed to last; None if nobody asked."""
    found = list(db.query("SELECT * FROM consents WHERE person_id = ? ORDER BY id DESC LIMIT 1", [person_id]))
    return read_consent(found[0]) if found else None


def read_consent(row: rows.Row) -> Consent:
    """A consent from its row."""
    told = {name: row[name] for name in Consent.__slots__}
    return Consent(**told | {"channels": tuple((row["channels"] or "").split())})


def clips_of(db: Database, person_id: str) -> list[str]:
    """The clips in which somebody answers, or in which they are perhaps seen."""
    found = db.execute(
        "SELECT clip_id FROM answers WHERE person_id = :person"
        " UNION SELECT clip_id FROM corrections WHERE field = :field AND clip_id IS NOT NULL",
        {"person": person_id, "field": IN_SHOT + person_id},
    )
    return with_notes(db, [clip_id for (clip_id,) in found])


def with_notes(db: Database, clip_ids: Iterable[str]) -> list[str]:
    """Clips with what was read from their pictures; and with notes the clips in which they are seen."""
    found = set(clip_ids)
    for note, seen_in in db.execute(
        "SELECT clip_id, of_clip FROM writings WHERE of_clip IS NOT NULL"
    ).fetchall():
        if note in found or seen_in in found:
            found |= {note, seen_in}
    return sorted(found)


def clips_with_an_end(db: Database) -> list[str]:
    """The clips of those whose consent ends some day, but for those of which it stands what follows from it.

    Nothing follows from an end that is still to come; after it their answers are withheld. So of a hundred
    thousand clips hardly any have to be looked at each day.
    """
    people = db.execute(
        """
        SELECT person_id FROM consents c WHERE expires_on IS NOT NULL AND status = 'granted'
        AND id = (SELECT max(id) FROM consents WHERE person_id = c.person_id) AND (
            EXISTS (
                SELECT 1 FROM answers a
                WHERE a.person_id = c.person_id AND a.withheld <> (c.expires_on < :today)
            )
            OR :in_shot || person_id IN (SELECT field FROM corrections)
        )
        """,
        {"today": date.today().isoformat(), "in_shot": IN_SHOT},
    )
    return sorted({clip_id for (person_id,) in people.fetchall() for clip_id in clips_of(db, person_id)})


def ended(db: Database, today: date) -> str:
    """The ids of answers that stand as shown, though a consent has ended since anybody wrote.

    Returns:
        A JSON list, to be read by `json_each`.
    """
    agreed = agreements(db.conn, today)
    expired = [person_id for person_id, said in agreed.items() if said.status == "expired"]
    clips = {clip_id for person_id in expired for clip_id in clips_of(db, person_id)}
    shown = db.execute(
        "SELECT DISTINCT clip_id FROM answers WHERE shown AND clip_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(clips))],
    )
    return json.dumps([each for (clip_id,) in shown for each in sorted(withheld(db.conn, clip_id, today))])
