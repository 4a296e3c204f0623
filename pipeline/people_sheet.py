"""The sheet of people read back: who speaks in which clips and what they agreed to.

A row is matched with a person by its id, else by its name; with clips by the names of their files. Several
rows may speak of one person, as long as they do not contradict each other. All rows are tried before any is
stored: with one mistake in them none counts. A cell that says what an export would say changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pipeline import sheets
from pipeline.clip_names import ClipNames
from pipeline.corrections import Corrections
from pipeline.days import days_come_first, read_day
from pipeline.lock import exclusive
from pipeline.people import check_consent, consent_problems, published_with, save_consent
from pipeline.people_rows import COLUMNS, CONSENT, DAYS, rows_of_people, tidy
from pipeline.people_tables import DETAILS, last_consent
from pipeline.project import Project
from pipeline.search import near, require_database
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.people import NAMINGS, Consent

_COLUMN_OF = {field: column for column, field in CONSENT.items()}

_TAKEN_BACK = {"refused": "they refused", "withdrawn": "they withdrew"}
"""By status, what somebody did who does not want to be shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the sheet changed of somebody.

    Attributes:
        row: The first that is about them, as a spreadsheet counts.
        person: Their id.
        is_new: Whether nobody knew them before.
        changed: The columns that say something new.
    """

    row: int
    person: str
    is_new: bool
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a sheet.

    Attributes:
        rows: How many it has.
        changes: What they changed.
        ignored: Its columns that vox does not know.
        published: Places that still show people as they agreed before.
        dry_run: Whether only to see that.
    """

    rows: int
    changes: tuple[Change, ...]
    ignored: tuple[str, ...]
    published: tuple[str, ...]
    dry_run: bool


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
    _check_columns(table.columns)
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
    ):
        reader = _Reader(project, store, author)
        with suppress(_UndoneError):
            store.within(lambda db: reader.apply(table, keep=not dry_run))
        agreed = [each.person for each in reader.changes if "consent" in each.changed]
        published = sorted({place for person in agreed for place in published_with(store, person)})
    problems = reader.problems()
    if problems:
        raise UsageError(
            f"There {'is a mistake' if len(problems) == 1 else f'are {len(problems)} mistakes'} in the sheet;"
            " nothing of it was stored.",
            "Mend them and import it again.",
            problems,
        )
    ignored = tuple(column for column in table.columns if column not in COLUMNS)
    return Imported(len(table.rows), tuple(reader.changes), ignored, tuple(published), dry_run)


def _check_columns(columns: Sequence[str]) -> None:
    """Make sure that no column is left alone because it is called a little otherwise.

    Raises:
        UsageError: One is: a consent must not be read without its end.
    """
    lacking = [column for column in COLUMNS if column not in columns]
    for column in columns:
        if column not in COLUMNS and (meant := near(column, lacking)):
            raise UsageError(
                f"The sheet has a column '{column}', which vox does not know.{meant}",
                "Call it so, or take it out of the sheet. Nothing was stored.",
            )


class _UndoneError(Exception):
    """Takes back the transaction it is raised in."""


@dataclass
class _Told:
    """What the sheet says of one person.

    Attributes:
        name: What they are called there.
        id: None for somebody who is new.
        rows: The numbers of the rows that are about them.
        cells: What the rows say by column, each with the number of its row.
        clips: Those they are said to answer in, each with the number of its row.
    """

    name: str
    id: str | None
    rows: list[int] = field(default_factory=list)
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)
    clips: list[tuple[int, str]] = field(default_factory=list)


class _Reader:
    """Reads rows as what they say of people, applies that, and remembers what is wrong with it."""

    def __init__(self, project: Project, store: Store, author: str) -> None:
        self.changes: list[Change] = []
        self._problems: list[tuple[int, str, str]] = []
        self._project = project
        self._store = store
        self._author = author
        self._made = Corrections(project, store, author)
        self._files = ClipNames(store)
        self._before = {
            row["id"]: {column: tidy(column, cell) for column, cell in row.items()}
            for row in rows_of_people(store, self._files)
        }
        self._known: dict[str, _Told] = {}
        self._new: dict[str, _Told] = {}
        self._by_name: dict[str, list[str]] = {}
        for person_id, row in self._before.items():
            self._by_name.setdefault(row["name"].casefold(), []).append(person_id)

    def apply(self, table: sheets.Table, *, keep: bool) -> None:
        """Store what all rows say.

        Raises:
            _UndoneError: Something is wrong with them, or it is not to be kept.
        """
        self.changes += filter(None, map(self._apply, self._read(table)))
        if self._problems or not keep:
            raise _UndoneError

    def problems(self) -> list[str]:
        """What is wrong, in the order of the rows."""
        in_order = sorted(self._problems, key=lambda each: each[0])
        return [f"Row {number}, {column}: {problem}" for number, column, problem in in_order]

    def _read(self, table: sheets.Table) -> list[_Told]:
        """Whom the rows are about, and what all rows about the same person say together."""
        rows = [
            (number, {column: tidy(column, cell) for column, cell in row.items() if column in COLUMNS})
            for number, row in table.rows
        ]
        day_first = days_come_first(row[column] for _, row in rows for column in DAYS if column in row)
        # Those with an id first: others may call the same people by the names these give them.
        for number, row in sorted(rows, key=lambda each: (not each[1].get("id"), each[0])):
            clips = self._try(number, "files", partial(self._files.clips, row.get("files", "")))
            if person := self._who(number, row, clips):
                person.rows.append(number)
                if not self._is_as_before(person, row, "files"):
                    person.clips += [(number, clip_id) for clip_id in clips or ()]
                self._add(person, number, row, day_first)
        for person_id, person in self._known.items():
            before = self._before[person_id]
            person.cells = {
                column: (number, cell)
                for column, (number, cell) in person.cells.items()
                if cell != before[column]
            }
        return [*self._known.values(), *self._new.values()]

    def _apply(self, told: _Told) -> Change | None:
        """Store what is said of somebody."""
        number = min(told.rows)
        person = told.id or self._try(number, "name", lambda: self._made.remember(told.name))
        if person is None:
            return None
        changed = []
        named = [self._try(row, "files", partial(self._name_clip, person, clip)) for row, clip in told.clips]
        if any(named):
            changed.append("files")
        for column in DETAILS:
            if column in told.cells:
                row, cell = told.cells[column]
                if self._try(row, column, partial(self._made.describe, person, **{column: cell or None})):
                    changed.append(column)
        if any(column in told.cells for column in CONSENT) and self._agree(person, told):
            changed.append("consent")
        return Change(number, person, told.id is None, tuple(changed)) if changed or not told.id else None

    def _who(self, number: int, row: Mapping[str, str], clips: Iterable[str] | None) -> _Told | None:
        """The person a row is about; None where that cannot be said, or it is about nobody."""
        name, person_id = row.get("name", ""), row.get("id", "")
        same = self._by_name.get(name.casefold(), [])
        filled = [column for column in row if row[column] and column not in ("files", "answers")]
        wrong = partial(self._wrong, number)
        if person_id in self._before:
            same = [person_id]
            self._by_name.setdefault(name.casefold(), same)
        elif person_id:
            meant = near(person_id, list(self._before))
            wrong("id", f"Nobody has the id '{person_id}'.{meant} Leave it empty for somebody who is new.")
            return None
        elif not name:
            if filled:
                wrong("name", f"Nobody is named, but {filled[0]} is filled in. Say who it is.")
            return None
        if len(same) > 1:
            wrong("name", f"Several people are called {name}: say which by id, {', '.join(same)}.")
        elif same:
            return self._known.setdefault(same[0], _Told(name, same[0]))
        elif name in self._before:
            called = self._before[name]["name"]
            wrong("name", f"'{name}' is the id of {called}. Write it under id if that is meant.")
        elif clips or name.casefold() in self._new:
            return self._new.setdefault(name.casefold(), _Told(name, None))
        elif clips is not None:
            wrong("files", f"Nobody is called {name} yet. Say in which clip they answer, by its file name.")
        return None

    def _is_as_before(self, person: _Told, row: Mapping[str, str], column: str) -> bool:
        return person.id is not None and row.get(column, "") == self._before[person.id][column]

    def _add(self, person: _Told, number: int, row: Mapping[str, str], day_first: bool | None) -> None:
        """Add what a row says of somebody to what others say."""
        before = self._before.get(person.id or "", {})
        for column in (*DETAILS, *CONSENT):
            cell = row.get(column, "")
            is_as_before = self._is_as_before(person, row, column)
            if column not in row or (is_as_before and not cell):
                continue
            if not row.get("id") and (not cell or column == "name"):
                # It says whom it is about by their name, and nothing by what it leaves empty.
                continue
            if not is_as_before and (
                problem := sheets.damage(cell, before.get(column, "")) or self._taken(person, column, cell)
            ):
                self._wrong(number, column, problem)
                continue
            if column in DAYS and cell:
                cell = self._try(number, column, partial(read_day, cell, day_first)) or ""
            known = person.cells.get(column)
            if known and known[1] and cell and known[1] != cell:
                self._wrong(number, column, f"Row {known[0]} says '{known[1]}' of the same person.")
            elif not known or not known[1]:
                person.cells[column] = (number, cell)

    def _taken(self, person: _Told, column: str, cell: str) -> str:
        """Why somebody cannot be called so: a column that was sorted by itself mixes people up."""
        others = self._by_name.get(cell.casefold(), []) if column == "name" and person.id else []
        if not others or person.id in others:
            return ""
        return (
            f"This is {self._before[person.id or '']['name']}, and {cell} is somebody else ({others[0]})."
            " Were the names sorted without the rest of the row? If not: vox people set"
        )

    def _name_clip(self, person: str, clip_id: str) -> bool:
        """Name somebody in a clip in which nobody is named; whether that is new."""
        answers = self._store.query(
            "SELECT id, person_id, speaker, by_file FROM answers WHERE clip_id = :clip AND NOT off_topic",
            {"clip": clip_id},
        )
        free = [
            answer
            for answer in answers
            if answer["person_id"] is None or (answer["by_file"] and answer["person_id"] != person)
        ]
        if not free and any(answer["person_id"] == person for answer in answers):
            return False
        name = self._files.name(clip_id)
        if not free:
            why = "Somebody else is named in" if answers else "Nobody answers in"
            raise UsageError(f"{why} {name}.", "Name answers one by one: vox people name ANSWER NAME")
        if len({answer["speaker"] for answer in free}) > 1:
            raise UsageError(
                f"Several people answer in {name}.",
                "Name their answers one by one: vox people name ANSWER NAME",
            )
        for answer in free:
            self._made.name(answer["id"], person)
        return True

    def _agree(self, person: str, told: _Told) -> bool:
        """Store what is said of somebody's consent, if that is something new."""
        last = self._store.within(lambda db: last_consent(db, person)) or Consent("unknown")
        now: dict[str, Any] = {name: getattr(last, name) for name in Consent.__slots__}
        for column, name in CONSENT.items():
            if column in told.cells:
                now[name] = told.cells[column][1] or None
        now["status"] = now["status"] or "unknown"
        if "channels" in told.cells:
            now["channels"] = tuple(told.cells["channels"][1].split())
        said = Consent(**now)
        found = list(consent_problems(self._project, said, last))
        for field_, problem in found:
            column = _COLUMN_OF[field_]
            self._wrong(told.cells.get(column, (min(told.rows), ""))[0], column, str(problem))
        if found:
            return False
        checked = check_consent(self._project, said, last)
        if older := self._older(person, last, checked):
            column = next(column for column in CONSENT if column in told.cells)
            self._wrong(told.cells[column][0], column, older)
            return False
        return save_consent(self._store, person, checked, self._author)

    def _older(self, person: str, last: Consent, said: Consent) -> str:
        """Why a consent cannot take the place of the last: it goes further, and is from before it.

        A sheet that was exported, or is kept beside vox, does not know what somebody has said since.
        """
        if not _goes_further(said, last):
            return ""
        since, given = last.given_on or "", said.given_on or ""
        if last.status not in _TAKEN_BACK:
            if given >= since:
                return ""
            what = "it was agreed to less"
        else:
            [row] = self._store.query(
                "SELECT recorded_at FROM consents WHERE person_id = :id ORDER BY id DESC LIMIT 1",
                {"id": person},
            )
            recorded = row["recorded_at"][: len("2026-11-24")]
            if given > since and given >= recorded:
                return ""
            since, what = recorded, _TAKEN_BACK[last.status]
        return (
            f"This is from before {since}, when {what}. If they agreed anew, write under 'given on' when that"
            " was, or record it: vox people consent"
        )

    def _try(self, number: int, column: str, work: Callable[[], Any]) -> Any:
        """What comes of a step; None, and a problem more, where it makes no sense."""
        try:
            # Each step by itself: what it has written goes with its mistake.
            return self._store.within(lambda db: work())
        except UsageError as problem:
            self._wrong(number, column, str(problem))
            return None

    def _wrong(self, number: int, column: str, problem: str) -> None:
        self._problems.append((number, column, problem))


def _goes_further(said: Consent, last: Consent) -> bool:
    """Whether a consent lets out more than the last one, of somebody who was asked before."""
    if said.status != last.status:
        return last.status in _TAKEN_BACK and said.status not in _TAKEN_BACK
    now, before = (NAMINGS.index(each.naming or "anonymous") for each in (said, last))
    return said.status == "granted" and (
        not set(said.channels) <= set(last.channels)
        or now < before
        or (said.expires_on or "9999") > (last.expires_on or "9999")
    )
