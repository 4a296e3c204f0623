"""What goes when somebody, or a clip, is forgotten."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from pipeline import rows
from pipeline.consent import IN_SHOT
from pipeline.decisions import DETAIL, holding
from pipeline.edits import BLUR
from pipeline.forget.files import Lying, Sought, before, find_files, is_recording, shows
from pipeline.people_tables import with_notes
from pipeline.places import PLACE, WRITINGS, told_place
from pipeline.project import Project
from pipeline.search import find_person
from pipeline.store import Store
from pipeline.takeaway_tables import Takeaway, takeaways_with
from schemas.errors import UsageError
from schemas.records import Correction

_TOKEN = re.compile(r"[^\W_]+")
_PERSON_FIELDS = ("person", "voice")


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that goes.

    Attributes:
        path: Where it lies, as the database keeps it; None where another recording has taken its place, and
            of what was written.
        place: The same in words.
        duration: Seconds, or None where it is not known.
        size: Bytes.
    """

    id: str
    path: str | None
    place: str
    duration: float | None
    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that goes, or in which somebody is named.

    Attributes:
        person: Who gives it: name or id, or None.
        theirs: Whether it is given by the person who is forgotten.
    """

    id: str
    text: str
    person: str | None
    theirs: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All that goes, and what has to be done by hand. Paths are as the database keeps them.

    Attributes:
        person: The id of the person; None where only a clip is forgotten.
        name: What they are called.
        clips: The clips in which they answer or are seen, or the one clip; then the notes in these.
        answers: All answers in these.
        quotes: How many quotes of these.
        corrections: How many decisions about these clips, and about the person elsewhere.
        consents: How many records of what they agreed to.
        evidence: Files that show it.
        shared: Files that show it of others, too: they stay.
        recordings: The recordings, with every copy of them.
        made: Files vox made of them.
        takeaways: Quotes, films and whatever else was made to be taken away, in the project.
        databases: Copies of the database.
        publications: Folders in the project, each removed as a whole.
        elsewhere: Publications outside of the project that show them; those kept beside these go.
        outside: Recordings and evidence outside of the project: they stay.
        named_in: Answers of others that say the name.
        settings: What of the name stands in vox.toml.
        imported: Files from which something of theirs was imported, each with the rows: they stay.
    """

    person: str | None
    name: str | None
    clips: tuple[Clip, ...]
    answers: tuple[Answer, ...]
    quotes: int
    corrections: int
    consents: int
    evidence: tuple[str, ...]
    shared: tuple[str, ...]
    recordings: tuple[str, ...]
    made: tuple[str, ...]
    takeaways: tuple[str, ...]
    databases: tuple[str, ...]
    publications: tuple[str, ...]
    elsewhere: tuple[str, ...]
    outside: tuple[str, ...]
    named_in: tuple[Answer, ...]
    settings: tuple[str, ...]
    imported: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """Who else answers in these clips."""
        return tuple(dict.fromkeys(each.person or "?" for each in self.answers if not each.theirs))

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind go."""
        return {
            "people": int(self.person is not None),
            "clips": len(self.clips),
            "answers": len(self.answers),
            "quotes": self.quotes,
            "corrections": self.corrections,
            "consents": self.consents,
            "evidence": len(self.evidence),
            "recordings": len(self.recordings),
            "pictures_and_copies": len(self.made),
            "takeaways": len(self.takeaways),
            "database_copies": len(self.databases),
            "publications": len(self.publications),
        }


def make_plan(project: Project, store: Store, meant: str) -> Plan:
    """Find out what goes.

    Args:
        project: Where it lies.
        store: Its database.
        meant: A person, by id or name; or a clip, by id, path or file name.

    Raises:
        UsageError: Nobody and nothing is called so, or several are, or it is an answer.
    """
    return store.within(lambda db: _plan(project, store, db, *_choose(project, store, meant)))


def decisions_about(db: Database, person: str) -> list[Correction]:
    """Every decision that names a person, of clips in which they are and of others."""
    said = [rows.read_correction(row) for row in db.query("SELECT * FROM corrections ORDER BY id")]
    return [each for each in said if _names(each, person)]


def _names(correction: Correction, person: str) -> bool:
    if correction.field in _PERSON_FIELDS:
        return person in (correction.before, correction.after)
    if correction.field == BLUR:
        return any(_covers(drawn) == person for drawn in (correction.before, correction.after))
    return correction.field == IN_SHOT + person or correction.field.startswith(f"{DETAIL}{person}:")


def _covers(drawn: str | None) -> str | None:
    """Whom a box covers."""
    covered: str | None = json.loads(drawn).get("person") if drawn else None
    return covered


def _choose(project: Project, store: Store, meant: str) -> tuple[str | None, list[str]]:
    """The person who is meant, or the clip."""
    if store.query("SELECT 1 FROM answers WHERE id = :id", {"id": meant}):
        raise UsageError(
            f"{meant} is an answer: people and clips are forgotten, and all that is in them.",
            f"To show it nowhere: vox correct hide {meant}. To take words out: vox correct redact {meant} …",
        )
    path = project.stored_path(Path(meant))
    found = [
        row["id"]
        for row in store.query(
            "SELECT c.id, c.path FROM clips c UNION SELECT f.clip_id, f.path FROM files f ORDER BY 1"
        )
        if meant == row["id"] or (row["path"] and (path == row["path"] or meant == Path(row["path"]).name))
    ]
    clips = list(dict.fromkeys(found))
    if len(clips) > 1:
        raise UsageError(f"Several clips are called {meant}.", f"Name one by id: {', '.join(clips)}.")
    if clips:
        return None, clips
    try:
        person = find_person(store, meant)
    except UsageError as problem:
        raise UsageError(
            f"{problem.message} There is no clip {meant} either.",
            problem.remedy if "Several" in problem.message else "See who is known: vox people",
        ) from None
    return person, []


def _plan(project: Project, store: Store, db: Database, person: str | None, chosen: list[str]) -> Plan:
    # What was read from the pictures of a clip goes with it.
    clips = notes_of(db, chosen) if chosen else clips_with(db, person or "")
    within = {"clips": json.dumps(clips), "person": person}
    in_clips = "clip_id IN (SELECT value FROM json_each(:clips))"
    known = store.query(
        f"SELECT c.id, c.duration, c.size, {PLACE} FROM clips c {WRITINGS}"
        " WHERE c.id IN (SELECT value FROM json_each(:clips))"
        " ORDER BY w.of_clip IS NOT NULL, c.path, w.origin, w.row, c.id",
        within,
    )
    [name] = [row["name"] for row in store.query("SELECT name FROM people WHERE id = :person", within)] or [
        None
    ]
    answers = _answers(store, f"a.{in_clips}", within)
    about = {each.id for each in decisions_about(db, person)} if person else set()
    about |= {row["id"] for row in store.query(f"SELECT id FROM corrections WHERE {in_clips}", within)}
    taken = takeaways_with(db, clips)
    sought = seek(project, {row["id"]: row["size"] for row in known}, lambda each: each == person, taken)
    lying = find_files(project, sought)
    evidence, shared = evidence_of(store, person)
    places = [project.real_path(path) for path in evidence]
    tell = _teller(project, lying)
    return Plan(
        person=person,
        name=name,
        clips=tuple(
            Clip(row["id"], row["path"], told_place(row), row["duration"], row["size"]) for row in known
        ),
        answers=tuple(answers),
        quotes=_count(store, f"quotes WHERE answer_id IN (SELECT id FROM answers WHERE {in_clips})", within),
        corrections=len(about),
        consents=_count(store, "consents WHERE person_id = :person", within),
        evidence=tuple(
            project.stored_path(path) for path in places if path.is_file() and is_inside(project, path)
        ),
        shared=tuple(shared),
        **tell,
        elsewhere=tuple(sorted(_elsewhere(project, store, within))),
        outside=tuple(
            project.stored_path(path)
            for path in sorted(_outside(project, store, {row["id"]: row["size"] for row in known}, within))
            + [
                path
                for path in (*places, *sorted(sought.taken_paths))
                if path.is_file() and not is_inside(project, path)
            ]
        ),
        named_in=tuple(_named_in(store, name, within)),
        settings=tuple(_in_settings(project, name)),
        imported=tuple(_imported(store, within)),
    )


def seek(
    project: Project, clips: Mapping[str, int], is_person: Callable[[str], bool], taken: Iterable[Takeaway]
) -> Sought:
    """Whose files are looked for, with those that people took away.

    Args:
        project: Where they are.
        clips: Bytes of each clip, by its id.
        is_person: Whether that is the id of the person.
        taken: What was made in which they are.
    """
    made = list(taken)
    return Sought(
        clips,
        is_person,
        {each.sha256: each.size for each in made if each.sha256 and each.size},
        frozenset(project.real_path(each.path) for each in made),
    )


def clips_with(db: Database, person: str) -> list[str]:
    """The clips in which somebody answers, perhaps answers, is seen, or is covered by a box."""
    found = {
        clip_id
        for (clip_id,) in db.execute(
            "SELECT clip_id FROM answers WHERE person_id = :person"
            # By the name of its file they are one of several who answer in it.
            " UNION SELECT f.clip_id FROM file_people f JOIN answers a ON a.clip_id = f.clip_id"
            " WHERE f.person_id = :person AND a.person_id IS NULL AND NOT a.off_topic",
            {"person": person},
        )
    }
    seen: dict[str, str | None] = {}
    for each in holding([rows.read_correction(row) for row in db.query("SELECT * FROM corrections")]):
        if each.field == IN_SHOT + person:
            seen[each.clip_id] = each.after
        elif each.field == BLUR and _covers(each.after) == person:
            found.add(each.clip_id)
    return with_notes(db, found | {clip_id for clip_id, after in seen.items() if after == "1"})


def notes_of(db: Database, clip_ids: Iterable[str]) -> list[str]:
    """Clips, and what was read from their pictures."""
    within = "of_clip IN (SELECT value FROM json_each(?))"
    ids = list(clip_ids)
    notes = db.execute(f"SELECT clip_id FROM writings WHERE {within}", [json.dumps(ids)])
    return sorted({*ids, *(clip_id for (clip_id,) in notes.fetchall())})


def is_inside(project: Project, path: Path) -> bool:
    """Whether a file really lies in the project or its drop folder, by whatever way it was named."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in (project.root, project.media))


def _teller(project: Project, lying: Lying) -> dict[str, tuple[str, ...]]:
    told: Mapping[str, list[Path]] = {
        "recordings": lying.recordings,
        "made": lying.made,
        "takeaways": lying.takeaways,
        "databases": lying.databases,
        "publications": lying.publications,
    }
    return {name: tuple(sorted(map(project.stored_path, paths))) for name, paths in told.items()}


def _answers(store: Store, where: str, params: Mapping[str, str | None]) -> list[Answer]:
    return [
        Answer(
            row["id"],
            row["text"],
            row["name"],
            row["person_id"] is not None and row["person_id"] == params["person"],
        )
        for row in store.query(
            "SELECT a.id, a.text, a.person_id, coalesce(p.name, p.id) AS name FROM answers a"
            f" LEFT JOIN people p ON p.id = a.person_id WHERE {where} ORDER BY a.clip_id, a.position",
            params,
        )
    ]


def _imported(store: Store, within: Mapping[str, str | None]) -> Iterator[str]:
    """The rows from which clips were imported, file by file."""
    for row in store.query(
        "SELECT origin, group_concat(row, ', ') AS rows, count(*) AS count"
        " FROM (SELECT origin, row FROM writings WHERE origin <> '' AND row IS NOT NULL"
        " AND clip_id IN (SELECT value FROM json_each(:clips)) ORDER BY origin, row)"
        " GROUP BY origin ORDER BY origin",
        within,
    ):
        yield f"{row['origin']}, {'row' if row['count'] == 1 else 'rows'} {row['rows']}"


def _count(store: Store, what: str, params: Mapping[str, str | None]) -> int:
    return int(store.query(f"SELECT count(*) AS number FROM {what}", params)[0]["number"])


def evidence_of(store: Store, person: str | None) -> tuple[list[str], list[str]]:
    """Files that show what somebody agreed to: theirs alone, and those that show it of others, too."""
    found = store.query(
        "SELECT DISTINCT evidence, EXISTS (SELECT 1 FROM consents o WHERE o.evidence = c.evidence"
        " AND o.person_id <> c.person_id) AS shared"
        " FROM consents c WHERE person_id = :person AND evidence IS NOT NULL ORDER BY evidence",
        {"person": person},
    )
    return (
        [row["evidence"] for row in found if not row["shared"]],
        [row["evidence"] for row in found if row["shared"]],
    )


def _elsewhere(project: Project, store: Store, within: Mapping[str, str | None]) -> Iterator[str]:
    """Publications outside of the project that show them, or beside which one is kept that does."""
    clips = dict.fromkeys(json.loads(within["clips"] or "[]"), 0)
    shown = {
        row["target"]
        for row in store.query(
            "SELECT DISTINCT target FROM published_answers"
            " WHERE clip_id IN (SELECT value FROM json_each(:clips))",
            within,
        )
    }
    sought = Sought(clips, lambda _: False)
    for row in store.query("SELECT target FROM publications ORDER BY target"):
        place = project.real_path(row["target"])
        kept = any(shows(folder, sought) for folder in before(place))
        if not is_inside(project, place) and (row["target"] in shown or kept or shows(place, sought)):
            yield row["target"]


def _outside(
    project: Project, store: Store, sizes: Mapping[str, int], within: Mapping[str, str | None]
) -> list[Path]:
    """Recordings that lie outside of the project, or to which only a link leads from it."""
    found = store.query(
        "SELECT path FROM files WHERE clip_id IN (SELECT value FROM json_each(:clips))", within
    )
    places = [project.real_path(row["path"]) for row in found]
    return [path.resolve() for path in places if not is_inside(project, path) and is_recording(path, sizes)]


def _named_in(store: Store, name: str | None, within: Mapping[str, str | None]) -> Iterator[Answer]:
    """Answers of others in which the name is said, or a part of it, as it is written."""
    parts = set(_TOKEN.findall(name or ""))
    where = "a.clip_id NOT IN (SELECT value FROM json_each(:clips))"
    for answer in _answers(store, where, within) if parts else ():
        if not parts.isdisjoint(_TOKEN.findall(answer.text)):
            yield answer


def _in_settings(project: Project, name: str | None) -> list[str]:
    parts = set(_TOKEN.findall(name or ""))
    return [each for each in project.settings.names if not parts.isdisjoint(_TOKEN.findall(each))]
