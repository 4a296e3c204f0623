"""What came in by `vox collect` and waits to be taken in: who gave an answer, and what they agreed to.

A slip lies beside the database until its answer is stored. Then the person, their consent and who speaks are
recorded in one transaction, and the slip goes: whoever is killed in between finds it done, and records
nothing twice. Everybody who sends something is somebody new: what one agreed to must not count for another
of the same name.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from pipeline import answer_tables, rows
from pipeline.consent import IN_SHOT
from pipeline.corrections import Corrections
from pipeline.disk import plain_disk_errors, replacing, sync
from pipeline.forgotten import Forgotten
from pipeline.languages import detected
from pipeline.learning import project_tagger
from pipeline.people import save_consent
from pipeline.people_tables import add_person, describe_person, free_person_id
from pipeline.project import Project
from pipeline.store import Store
from pipeline.writings import Writings
from schemas.people import Channel, Consent, Naming
from schemas.records import Correction
from schemas.themes import Theme
from schemas.writings import Writing

ORIGIN = "vox collect"
"""Where such answers come from, and who records what was agreed to."""

_READABLE_BY_US = 0o600


@dataclass(frozen=True, slots=True)
class Slip:
    """An answer that somebody sent.

    Attributes:
        id: Random.
        name: What they are called; None if they did not say.
        role: What they do; likewise.
        naming: How they want to be called.
        channels: By which ways they may be heard and seen.
        wording: What they agreed to, as they read it.
        wording_version: Which version of it.
        language: In which they read it.
        arrived_at: ISO 8601.
        text: What they wrote; None if they sent a recording.
        file: Where the recording lies, as `Project.stored_path` makes it; None for a text.
        sha256: Of the recording, in hex; likewise.
    """

    id: str
    name: str | None
    role: str | None
    naming: Naming
    channels: tuple[Channel, ...]
    wording: str
    wording_version: str
    language: str
    arrived_at: str
    text: str | None = None
    file: str | None = None
    sha256: str | None = None

    @property
    def consent(self) -> Consent:
        """What they agreed to."""
        day = self.arrived_at[:10]
        return Consent(
            "granted",
            channels=self.channels,
            naming=self.naming,
            wording=self.wording,
            wording_version=f"{self.wording_version} ({self.language})",
            given_on=day,
            evidence=f"{ORIGIN}, {day}, {self.id}",
        )


def arrivals_folder(project: Project) -> Path:
    """Where lies what arrives."""
    return project.private / "collect"


def slip_place(project: Project, slip_id: str) -> Path:
    """Where a slip lies until it is taken in."""
    return arrivals_folder(project) / "slips" / f"{slip_id}.json"


def part_place(project: Project, slip_id: str) -> Path:
    """Where a recording lies until all of it has arrived."""
    return arrivals_folder(project) / f"{slip_id}.part"


def write_slip(project: Project, slip: Slip) -> None:
    """Keep a slip; it is on the disk afterwards.

    Raises:
        MachineError: There is no room, or no right to write.
    """
    place = slip_place(project, slip.id)
    with plain_disk_errors(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as unfinished:
            unfinished.touch(_READABLE_BY_US)
            unfinished.write_text(json.dumps(asdict(slip), ensure_ascii=False), encoding="utf-8")


def waiting_slips(project: Project) -> Iterator[Slip]:
    """Those that are not taken in yet, in the order of their arrival."""
    told = []
    for place in (arrivals_folder(project) / "slips").glob("[!.]*.json"):
        kept = json.loads(place.read_text(encoding="utf-8"))
        told.append(Slip(**{**kept, "channels": tuple(kept["channels"])}))
    yield from sorted(told, key=lambda slip: (slip.arrived_at, slip.id))


def hand_over(project: Project, slip: Slip) -> None:
    """Move a recording that has arrived to the drop folder, unless that is done.

    Raises:
        MachineError: There is no room, or no right to write.
    """
    part = part_place(project, slip.id)
    if slip.file is None or not part.exists():
        return
    target = project.real_path(slip.file)
    with plain_disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.replace(target)
        except OSError:
            # The drop folder may lie on another disk, to which only copies go.
            unfinished = target.with_suffix(".part")
            shutil.copyfile(part, unfinished)
            sync(unfinished)
            unfinished.replace(target)
            part.unlink()
        sync(target.parent)


def apply_slips(project: Project, store: Store, themes: Sequence[Theme]) -> int:
    """Record of all whose answer is stored who they are and what they agreed to.

    Args:
        project: Where they wait.
        store: Open for writing.
        themes: The taxonomy.

    Returns:
        How many there were.
    """
    applied = 0
    keeping: Writings | None = None
    forgotten = store.within(Forgotten)
    for slip in list(waiting_slips(project)):
        if slip.text is not None:
            keeping = keeping or Writings(project, store, project_tagger(store, themes), themes)
            [kept] = keeping.keep([_writing(project, slip, slip.text)])
            clip_id = None if kept.status == "forgotten" else kept.clip_id
        else:
            hand_over(project, slip)
            sha256 = slip.sha256 or ""
            is_gone = forgotten.since(sha256) is not None
            found = store.query("SELECT id FROM clips WHERE sha256 = :sum", {"sum": sha256})
            if not found and not is_gone:
                continue  # It waits for its recording.
            clip_id = None if is_gone else found[0]["id"]
        if clip_id:
            _record(project, store, slip, clip_id)
        slip_place(project, slip.id).unlink(missing_ok=True)
        sync(slip_place(project, slip.id).parent)
        applied += 1
    return applied


def _writing(project: Project, slip: Slip, text: str) -> Writing:
    return Writing(
        f"collect {slip.id}",
        text,
        origin=ORIGIN,
        written_at=slip.arrived_at,
        language=project.settings.language or detected(text),
    )


def _record(project: Project, store: Store, slip: Slip, clip_id: str) -> None:
    """Who they are, that they speak, and what they agreed to: all at once."""
    made = Corrections(project, store, ORIGIN)

    def record(db: Database) -> None:
        if db.execute("SELECT 1 FROM consents WHERE evidence = ?", [slip.consent.evidence]).fetchone():
            return
        person = _sent_before(db, slip, clip_id)
        if person is None:
            person = free_person_id(db, slip.name or "")
            add_person(db, person, slip.name)
            if slip.role:
                describe_person(db, person, {"role": slip.role})
            _say_who(db, made, clip_id, person)
        save_consent(store, person, slip.consent, ORIGIN)

    store.within(record)


def _sent_before(db: Database, slip: Slip, clip_id: str) -> str | None:
    """Who sent the very same recording before under that name; None if nobody did."""
    found = db.execute(
        "SELECT p.id FROM people p JOIN answers a ON a.person_id = p.id"
        " JOIN consents c ON c.person_id = p.id"
        " WHERE a.clip_id = :clip AND c.author = :author AND p.name = :name LIMIT 1",
        {"clip": clip_id, "author": ORIGIN, "name": slip.name},
    ).fetchone()
    return str(found[0]) if found else None


def _say_who(db: Database, made: Corrections, clip_id: str, person: str) -> None:
    """Name them in all answers of which nobody has said who gives them.

    Where there is none they are seen in the clip: what they agreed to counts for it, and who is forgotten
    goes with it.
    """
    answers = db.execute(
        "SELECT id FROM answers WHERE clip_id = ? AND (person_id IS NULL OR by_file) ORDER BY position",
        [clip_id],
    ).fetchall()
    for (answer_id,) in answers:
        made.name(answer_id, person)
    if not answers:
        seen = Correction(0, clip_id, None, IN_SHOT + person, None, "1", 0.0, 0.0, ORIGIN, rows.now())
        answer_tables.add_correction(db, seen)
        answer_tables.settle(db, clip_id)
