"""Who speaks, what they agreed to, and what that means for what is published."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

from pipeline.answer_tables import settle_consents
from pipeline.consent import agreements
from pipeline.corrections import correcting
from pipeline.days import read_day
from pipeline.lock import exclusive
from pipeline.people_tables import add_consent, clips_of, clips_with_an_end, last_consent, read_consent
from pipeline.places import PLACE, WRITINGS, told_place
from pipeline.project import Project
from pipeline.search import find_person, near, require_database
from pipeline.sheets import tidy_line, tidy_text
from pipeline.store import Store
from pipeline.suggestions import suggestions
from pipeline.takeaway_tables import takeaways_with
from schemas.errors import LockedError, UsageError
from schemas.people import CHANNELS, NAMINGS, STATUSES, Channel, Consent, Naming

Facts = dict[str, Any]


def check_consent(project: Project, told: Consent, known: Consent | None = None) -> Consent:
    """A consent as it is stored, if it makes sense.

    Args:
        project: In which its evidence is looked for.
        told: As somebody typed it; its evidence may be any path to the file.
        known: What they said last: its evidence is not looked for again.

    Raises:
        UsageError: A word of it is not known, its days are none or in the wrong order, nothing is said of how
            far it goes, or its evidence is not there.
    """
    for _, problem in consent_problems(project, told, known):
        raise problem
    in_order = cast("tuple[Channel, ...]", tuple(each for each in CHANNELS if each in told.channels))
    # Whoever did not say how they want to be called is not called at all.
    naming: Naming | None = told.naming or ("anonymous" if told.status == "granted" else None)
    return replace(
        told,
        channels=in_order,
        naming=naming,
        wording=tidy_text(told.wording or "") or None,
        wording_version=tidy_line(told.wording_version or "") or None,
        given_on=read_day(told.given_on) if told.given_on else None,
        expires_on=read_day(told.expires_on) if told.expires_on else None,
        evidence=_evidence(project, told.evidence, known),
    )


def consent_problems(
    project: Project, told: Consent, known: Consent | None = None
) -> Iterator[tuple[str, UsageError]]:
    """All that makes no sense in a consent, each with the field of `Consent` it is in."""
    yield from _unless("status", partial(_known, "consent", told.status, STATUSES))
    for channel in told.channels:
        yield from _unless("channels", partial(_known, "channel", channel, CHANNELS))
    if told.naming is not None:
        yield from _unless("naming", partial(_known, "way to be named", told.naming, NAMINGS))
    ways = ", ".join(CHANNELS)
    if told.status == "granted" and not told.channels:
        yield (
            "channels",
            UsageError("It is not said for which channels the consent is.", f"Say one or more of: {ways}."),
        )
    if told.status == "unknown" and told.channels:
        yield (
            "status",
            UsageError("There are channels, but it is not said whether they agreed.", "Say granted if so."),
        )
    days = {}
    for field in ("given_on", "expires_on"):
        if text := getattr(told, field):
            try:
                days[field] = read_day(text)
            except UsageError as problem:
                yield field, problem
    if len(days) == 2 and days["expires_on"] < days["given_on"]:
        yield (
            "expires_on",
            UsageError(
                f"The consent would end on {days['expires_on']}, before it was given on {days['given_on']}.",
                "Check both days.",
            ),
        )
    yield from _unless("evidence", partial(_evidence, project, told.evidence, known))


def record_consent(project: Project, person: str, consent: Consent, author: str) -> bool:
    """Store what somebody agreed to; what they said before is kept, and counts no more.

    Args:
        project: Where they answer.
        person: By name or id.
        consent: What they said; its evidence may be any path to the file.
        author: Who records it.

    Returns:
        Whether that is something new.

    Raises:
        UsageError: Nobody is called so, or the consent makes no sense.
        LockedError: Another run is writing to this project.
    """
    require_database(project)
    checked = check_consent(project, consent)
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        return save_consent(store, find_person(store, person), checked, author)


def save_consent(store: Store, person_id: str, consent: Consent, author: str) -> bool:
    """Store a consent that was checked, unless it is what somebody said last.

    Args:
        store: Open for writing.
        person_id: Who it is.
        consent: As `check_consent` gives it.
        author: Who records it.
    """
    if store.within(lambda db: last_consent(db, person_id)) == consent:
        return False
    store.within(lambda db: add_consent(db, person_id, consent, author))
    return True


def withdraw(project: Project, person: str, author: str) -> list[str]:
    """Somebody does not want to be shown any more: from now on they are nowhere in what is made.

    Args:
        project: Where they answer.
        person: By name or id.
        author: Who records it.

    Returns:
        Where they were published and are still shown until it is published again.

    Raises:
        UsageError: Nobody is called so.
        LockedError: Another run is writing to this project.
    """
    require_database(project)
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        person_id = find_person(store, person)
        before = store.within(lambda db: last_consent(db, person_id)) or Consent("unknown")
        save_consent(store, person_id, replace(before, status="withdrawn"), author)
        return published_with(store, person_id)


def let_expire(project: Project) -> bool:
    """Withhold the clips of people whose consent has ended since somebody last wrote to the database.

    Returns:
        Whether that could be done: another run may be writing.

    Raises:
        MachineError: The database cannot be written.
    """
    with (
        suppress(LockedError),
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
    ):
        store.within(lambda db: settle_consents(db, clips_with_an_end(db)))
        return True
    return False


def published_with(store: Store, person_id: str) -> list[str]:
    """Where clips are shown in which somebody answers, or is seen: publications, and files to take away."""
    clips = store.within(lambda db: clips_of(db, person_id))
    taken = store.within(lambda db: takeaways_with(db, clips))
    found = store.query(
        "SELECT DISTINCT p.target FROM publications p JOIN published_answers pa ON pa.target = p.target"
        " WHERE pa.clip_id IN (SELECT value FROM json_each(:clips)) ORDER BY p.target",
        {"clips": json.dumps(clips)},
    )
    return [row["target"] for row in found] + [file.path for file in taken]


def describe(project: Project, person: str, author: str, **details: str | None) -> bool:
    """Say more of somebody: see `Corrections.describe`."""
    with correcting(project, author) as made:
        return bool(made.describe(person, **details))


def list_people(project: Project) -> list[Facts]:
    """Everybody who was named, by name, with how many answers they give and what they agreed to.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        agreed = store.within(lambda db: agreements(db.conn, date.today()))
        return [
            _facts(store, row, agreed)
            for row in store.query(
                "SELECT p.*, count(a.id) AS answers FROM people p"
                " LEFT JOIN answers a ON a.person_id = p.id AND NOT a.off_topic"
                " GROUP BY p.id ORDER BY p.name COLLATE NOCASE, p.id"
            )
        ]


def list_suggestions(project: Project) -> list[Facts]:
    """Who may speak in answers in which no person has named anybody: to accept or to dismiss.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        return store.within(lambda db: suggestions(db.conn))


def show_person(project: Project, person: str) -> Facts:
    """All that is known of somebody: details, everything they agreed to, their answers, where they are shown.

    Raises:
        UsageError: Nothing has been ingested, or nobody is called so.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        person_id = find_person(store, person)
        by_person = {"id": person_id}
        [row] = store.query(
            "SELECT p.*, (SELECT count(*) FROM answers WHERE person_id = p.id AND NOT off_topic) AS answers"
            " FROM people p WHERE id = :id",
            by_person,
        )
        agreed = store.within(lambda db: agreements(db.conn, date.today()))
        return {
            **_facts(store, row, agreed),
            "answers": _answers(store, person_id),
            "history": [
                {
                    **_consent_facts(read_consent(said)),
                    "author": said["author"],
                    "recorded_at": said["recorded_at"],
                }
                for said in store.query("SELECT * FROM consents WHERE person_id = :id ORDER BY id", by_person)
            ],
            "published": published_with(store, person_id),
        }


def _answers(store: Store, person_id: str) -> list[Facts]:
    """What somebody says, where, and in the order of clips."""
    found = store.query(
        f'SELECT a.id, a.start, a."end", a.text, {PLACE} FROM answers a JOIN clips c ON c.id = a.clip_id'
        f" {WRITINGS} WHERE a.person_id = :id ORDER BY c.path, w.origin, w.row, a.position",
        {"id": person_id},
    )
    return [
        {
            **{key: row[key] for key in ("id", "source", "start", "end", "text")},
            "file": row["path"],
            "place": told_place(row, row["start"]),
        }
        for row in found
    ]


def _facts(store: Store, row: Facts, agreed: Any) -> Facts:
    last = store.within(lambda db: last_consent(db, row["id"])) or Consent("unknown")
    now = agreed.get(row["id"])
    return {
        **{name: row[name] for name in ("id", "name", "role", "company", "place", "relation", "answers")},
        "source": row["source"],
        "consent": {**_consent_facts(last), "status": now.status if now else last.status},
    }


def _consent_facts(consent: Consent) -> Facts:
    return {**asdict(consent), "channels": list(consent.channels)}


def _unless(field: str, check: Callable[[], object]) -> Iterator[tuple[str, UsageError]]:
    try:
        check()
    except UsageError as problem:
        yield field, problem


def _known(what: str, said: str, known: Iterable[str]) -> None:
    choices = list(known)
    if said not in choices:
        raise UsageError(
            f"There is no {what} '{said}'.{near(said, choices)}",
            f"Say {', '.join(choices[:-1])} or {choices[-1]}.",
        )


def _evidence(project: Project, evidence: str | None, known: Consent | None = None) -> str | None:
    if not evidence:
        return None
    if known and evidence == known.evidence:
        return evidence
    for path in (Path(evidence).expanduser(), project.real_path(evidence)):
        if path.is_file():
            return project.stored_path(path)
    raise UsageError(
        f"There is no file {evidence}, which is to show the consent.",
        "Say where it lies; vox remembers its place and leaves it there.",
    )
