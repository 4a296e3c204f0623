"""The sheet of people: who speaks in which clips and what they agreed to, to fill in and read back.

A row is matched with a person by its id, else by its name; with clips by the names of their files. All rows
are tried before any is stored: with one mistake in them none counts.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any

from pipeline import sheets
from pipeline.corrections import Corrections
from pipeline.lock import exclusive
from pipeline.people import check_consent, save_consent
from pipeline.people_tables import DETAILS, last_consent
from pipeline.project import Project
from pipeline.search import require_database
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.people import NAMINGS, RELATIONS, STATUSES, Consent

_CONSENT = {
    "consent": "status",
    "channels": "channels",
    "naming": "naming",
    "wording": "wording",
    "wording version": "wording_version",
    "given on": "given_on",
    "expires on": "expires_on",
    "evidence": "evidence",
}
"""Columns of the sheet, and what they are of a consent."""

CHOICES = {"relation": RELATIONS, "consent": STATUSES, "naming": NAMINGS}
"""What may stand in columns that know only some words."""

COLUMNS = ("id", *DETAILS, *_CONSENT, "files", "answers")

_SEVERAL = "; "

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changed.

    Attributes:
        row: Its number in the sheet, as a spreadsheet counts.
        person: The id of whom it is about.
        is_new: Whether nobody knew them before.
        changed: The columns that say something new.
    """

    row: int
    person: str
    is_new: bool
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a sheet: how many rows it has, what they changed, and whether only to see that."""

    rows: int
    changes: tuple[Change, ...]
    dry_run: bool


def people_rows(project: Project) -> list[dict[str, str]]:
    """Everybody who is known, and the clips in which nobody is named yet, as rows of the sheet.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        files = _Files(store)
        told = [_person_row(store, person, files) for person in store.query(_PEOPLE)]
        unnamed = store.query(
            "SELECT clip_id, count(*) AS answers FROM answers WHERE person_id IS NULL AND NOT off_topic"
            " GROUP BY clip_id"
        )
        told += [
            dict.fromkeys(COLUMNS, "") | {"files": name, "answers": str(row["answers"])}
            for row in unnamed
            if (name := files.name(row["clip_id"]))
        ]
    return sorted(told, key=lambda row: (not row["id"], row["name"].casefold(), row["files"]))


def import_people(project: Project, table: sheets.Table, author: str, *, dry_run: bool = False) -> Imported:
    """Store what a sheet says of people, all of it or nothing.

    Args:
        project: Where they answer.
        table: The sheet.
        author: Who filled it in.
        dry_run: Whether only to find out what would change.

    Raises:
        UsageError: There are mistakes in it; the details name the row and column of each.
        LockedError: Another run is writing to this project.
    """
    require_database(project)
    if not {"id", "name"} & set(table.columns):
        raise UsageError(
            "The sheet has neither a column 'id' nor a column 'name'.",
            "Begin with: vox people export",
        )
    changes: list[Change] = []
    problems: list[str] = []
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
        suppress(_UndoneError),
    ):
        store.within(lambda db: _apply(project, store, table, author, changes, problems, keep=not dry_run))
    if problems:
        raise UsageError(
            f"There {'is a mistake' if len(problems) == 1 else f'are {len(problems)} mistakes'} in the sheet;"
            " nothing of it was stored.",
            "Mend them and import it again.",
            problems,
        )
    return Imported(len(table.rows), tuple(changes), dry_run)


class _UndoneError(Exception):
    """Takes back the transaction it is raised in."""


_PEOPLE = """
    SELECT p.*, (SELECT count(*) FROM answers WHERE person_id = p.id AND NOT off_topic) AS answers
    FROM people p
"""


def _apply(
    project: Project,
    store: Store,
    table: sheets.Table,
    author: str,
    changes: list[Change],
    problems: list[str],
    *,
    keep: bool,
) -> None:
    made = Corrections(project, store, author)
    reader = _Reader(project, store, made, author)
    for number, row in table.rows:
        change = reader.take(number, row)
        if change:
            changes.append(change)
    problems += reader.problems
    if problems or not keep:
        raise _UndoneError


@dataclass
class _Reader:
    """Applies rows, and remembers what is wrong with them."""

    project: Project
    store: Store
    made: Corrections
    author: str
    problems: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = _Files(self.store)

    def take(self, number: int, row: Mapping[str, str]) -> Change | None:
        """Apply one row."""
        told = {name: " ".join(row.get(name, "").split()) for name in row}
        if not told.get("id") and not told.get("name"):
            filled = [name for name in told if told[name] and name not in ("files", "answers")]
            if filled:
                self._wrong(number, "name", f"Nobody is named, but {filled[0]} is filled in. Say who it is.")
            return None
        clips = self._try(number, "files", lambda: self.files.clips(told.get("files", "")))
        person, is_new = self._who(number, told, clips)
        if person is None:
            return None
        if person in self.known:
            self._wrong(number, "id", f"{told.get('name') or person} stands in row {self.known[person]} too.")
            return None
        self.known[person] = number
        changed = []
        if self._try(number, "files", lambda: self._name_clips(person, clips or [])):
            changed.append("files")
        details = {
            name: told[name] or None for name in DETAILS if name in told and (name != "name" or told[name])
        }
        for name, value in details.items():
            if self._try(number, name, partial(self.made.describe, person, **{name: value})):
                changed.append(name)
        if self._try(number, "consent", lambda: self._agree(person, told)):
            changed.append("consent")
        return Change(number, person, is_new, tuple(changed)) if changed or is_new else None

    def _who(
        self, number: int, told: Mapping[str, str], clips: Sequence[str] | None
    ) -> tuple[str | None, bool]:
        """The person a row is about, and whether they are new; None where that cannot be said."""
        name, person_id = told.get("name", ""), told.get("id", "")
        people = self.store.query("SELECT id, name FROM people ORDER BY id")
        if person_id:
            if any(person["id"] == person_id for person in people):
                return person_id, False
            self._wrong(
                number, "id", f"Nobody has the id '{person_id}'. Leave it empty for somebody who is new."
            )
            return None, False
        same = [person["id"] for person in people if (person["name"] or "").casefold() == name.casefold()]
        if len(same) > 1:
            self._wrong(
                number, "name", f"Several people are called {name}: say which by id, {', '.join(same)}."
            )
            return None, False
        if same:
            return same[0], False
        if clips is None:
            return None, False
        if not clips:
            self._wrong(
                number,
                "files",
                f"Nobody is called {name} yet. Say in which clip they answer, by its file name.",
            )
            return None, False
        person = self._try(number, "name", lambda: self.made.remember(name))
        return person, True

    def _name_clips(self, person: str, clips: Sequence[str]) -> bool:
        """Name somebody in clips in which nobody is named."""
        before = len(self.store.corrections())
        for clip_id in clips:
            answers = self.store.query(
                "SELECT id, person_id, speaker FROM answers WHERE clip_id = :clip AND NOT off_topic",
                {"clip": clip_id},
            )
            if any(answer["person_id"] == person for answer in answers):
                continue
            name = self.files.name(clip_id)
            free = [answer for answer in answers if answer["person_id"] is None]
            if not free:
                why = "Somebody else is named in" if answers else "Nobody answers in"
                raise UsageError(f"{why} {name}.", "Name answers one by one: vox people name ANSWER NAME")
            if len({answer["speaker"] for answer in free}) > 1:
                raise UsageError(
                    f"Several people answer in {name}.",
                    "Name their answers one by one: vox people name ANSWER NAME",
                )
            for answer in free:
                self.made.name(answer["id"], person)
        return len(self.store.corrections()) > before

    def _agree(self, person: str, told: Mapping[str, str]) -> bool:
        """Store what a row says of somebody's consent, if that is something new."""
        if not any(column in told for column in _CONSENT):
            return False
        last = self.store.within(lambda db: last_consent(db, person)) or Consent("unknown")
        now: dict[str, Any] = {name: getattr(last, name) for name in Consent.__slots__}
        for column, name in _CONSENT.items():
            if column in told:
                now[name] = told[column].casefold() if column in ("consent", "naming") else told[column]
                now[name] = now[name] or None
        now["status"] = now["status"] or "unknown"
        if "channels" in told:
            now["channels"] = tuple(told["channels"].casefold().replace(",", " ").replace(";", " ").split())
        said = Consent(**now)
        if said == last:
            return False
        return save_consent(self.store, person, check_consent(self.project, said), self.author)

    def _try(self, number: int, column: str, work: Callable[[], Any]) -> Any:
        """What comes of a step; None, and a problem more, where it makes no sense."""
        try:
            # Each step by itself: what it has written goes with its mistake.
            return self.store.within(lambda db: work())
        except UsageError as problem:
            self._wrong(number, column, str(problem))
            return None

    def _wrong(self, number: int, column: str, problem: str) -> None:
        self.problems.append(f"Row {number}, {column}: {problem}")


class _Files:
    """Clips by the names of their files."""

    def __init__(self, store: Store) -> None:
        self._paths: dict[str, str] = {
            row["id"]: row["path"] for row in store.query("SELECT id, path FROM clips WHERE path IS NOT NULL")
        }
        self._named: dict[str, list[str]] = {}
        for clip_id, path in self._paths.items():
            self._named.setdefault(PurePath(path).name, []).append(clip_id)

    def name(self, clip_id: str) -> str:
        """What a clip is called in the sheet: its file, with its folder where another has the same name."""
        path = self._paths.get(clip_id)
        if path is None:
            return clip_id
        name = PurePath(path).name
        return (
            name if len(self._named[name]) == 1 and ";" not in name else path if ";" not in path else clip_id
        )

    def clips(self, names: str) -> list[str]:
        """The clips that are named in a cell.

        Raises:
            UsageError: There is no such file, or several have that name.
        """
        return [self._clip(name.strip()) for name in names.split(";") if name.strip()]

    def _clip(self, name: str) -> str:
        if name in self._paths:
            return name
        for clip_id, path in self._paths.items():
            if path == name:
                return clip_id
        found = self._named.get(name, [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(
                f"There is no clip {name} in this project.", "Write its file name as in the folder."
            )
        paths = ", ".join(sorted(self._paths[clip_id] for clip_id in found))
        raise UsageError(f"Several clips are called {name}.", f"Write which one: {paths}.")


def _person_row(store: Store, person: Row, files: _Files) -> dict[str, str]:
    consent = store.within(lambda db: last_consent(db, person["id"])) or Consent("unknown")
    clips = store.query("SELECT DISTINCT clip_id FROM answers WHERE person_id = :id", person)
    told = {column: getattr(consent, name) for column, name in _CONSENT.items()}
    told["channels"] = " ".join(consent.channels)
    row = {
        **{name: person[name] for name in ("id", *DETAILS)},
        **told,
        "files": _SEVERAL.join(sorted(files.name(clip["clip_id"]) for clip in clips)),
        "answers": str(person["answers"]),
    }
    return {column: row[column] or "" for column in COLUMNS}
