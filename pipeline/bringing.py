"""Answers that were written down elsewhere are taken in: read, known again, and kept.

    open -> guess columns -> read rows -> know again -> keep

A file is read twice, row by row: first to know all that is in it, then to keep it. So nothing of it is held
in memory, however long it is, and a row that changed is told from one that is new.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from pipeline.brought import Mapping, Read, Refused, Sheet, read_rows
from pipeline.learning import project_tagger
from pipeline.lock import exclusive
from pipeline.meanings import remember_meanings
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.repeats import link_repeats
from pipeline.store import Store
from pipeline.writings import Writings
from schemas.themes import load_themes
from schemas.writings import Writing

MOST_TOLD = 1000
"""Refused rows that are listed: beyond them it is another file than was thought."""


@dataclass(slots=True)
class Brought:
    """What came of a file.

    Attributes:
        added: Answers that are new.
        revised: Answers that were known and say something else now.
        unchanged: Answers that were known.
        repeated: Rows that repeat one before, by its id or address.
        forgotten: Rows that are not taken in again, as somebody asked.
        gone: Answers of this file that are in it no more; they are kept.
        refused: Rows that hold no answer, the first of them.
        refusals: How many there are in all.
        notes: What was left out of rows that were kept, the first of them.
    """

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    repeated: int = 0
    forgotten: int = 0
    gone: int = 0
    refused: list[Refused] = field(default_factory=list)
    refusals: int = 0
    notes: list[Refused] = field(default_factory=list)
    seconds: float = 0.0

    def refuse(self, row: Refused) -> None:
        """Count a row that holds no answer."""
        self.refusals += 1
        if len(self.refused) < MOST_TOLD:
            self.refused.append(row)


def bring(
    project: Project,
    path: Path,
    sheet: Sheet,
    columns: Mapping,
    language: str | None = None,
    *,
    month_first: bool = False,
    done: Callable[[int, int], None] = lambda done, total: None,
) -> Brought:
    """Take in the answers of a file; what is known already is not taken in again.

    They are stored some hundred at a time: a run that is stopped loses nothing it reported, and the same
    command goes on.

    Args:
        project: Where they belong.
        path: The file; only its name is kept.
        sheet: Its rows.
        columns: Which column holds what.
        language: In which all of it is written; None to tell it row by row.
        month_first: Whether 3/5 is the fifth of March; else its other dates tell.
        done: Told how many rows are done, of how many.

    Raises:
        UsageError: The themes cannot be used.
        MachineError: The tagger's weights are missing, or the database cannot be written.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    themes = load_themes(project.theme_file)
    found = Brought()
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
    ):
        store.save_themes(themes)
        told = language or project.settings.language
        read = partial(read_rows, sheet, columns, path.name, told, month_first=month_first)
        rows = _Rows(store, read, path.name)
        total = store.within(rows.look_through)
        keeping = Writings(project, store, project_tagger(store, themes), themes)
        for number, kept in enumerate(keeping.keep(rows.writings(found)), start=1):
            setattr(found, kept.status, getattr(found, kept.status) + 1)
            done(number, total)
        found.gone = rows.gone()
        if found.added or found.revised:
            remember_meanings(store, Silent())
            link_repeats(store)
    found.seconds = time.monotonic() - started
    return found


class _Rows:
    """The rows of a file, each with the key by which it is known again.

    What is in the file is noted in tables of the connection alone, which SQLite keeps out of memory.
    """

    def __init__(self, store: Store, read: Callable[[], Iterator[Read | Refused]], origin: str) -> None:
        self._store = store
        self._read = read
        self._origin = origin

    def look_through(self, db: Database) -> int:
        """Note which keys are in the file; gives the number of its answers."""
        db.execute("CREATE TEMP TABLE in_file (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")
        db.execute("CREATE INDEX temp.in_file_row ON in_file(row)")
        db.execute("CREATE TEMP TABLE times (key TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        total = 0
        for read in self._read():
            if isinstance(read, Refused):
                continue
            key = read.writing.key
            db.execute("INSERT INTO times VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET n = n + 1", [key])
            [(times,)] = db.execute("SELECT n FROM times WHERE key = ?", [key]).fetchall()
            if times > 1 and not read.may_repeat:
                continue
            if times > 1:
                # Two people may write the same; each time it stands there counts.
                key = sha256(f"{read.identity}\n{times}".encode()).hexdigest()
            db.execute("INSERT INTO in_file VALUES (?, ?)", [key, read.writing.row])
            total += 1
        return total

    def writings(self, found: Brought) -> Iterator[Writing]:
        """The answers of the file, each under its key; what is refused or repeated is counted.

        Args:
            found: Where it is counted.
        """
        for read in self._read():
            if isinstance(read, Refused):
                found.refuse(read)
                continue
            key = self._key(read)
            if key is None:
                found.repeated += 1
                continue
            row = read.writing.row or 0
            if read.notes and len(found.notes) < MOST_TOLD:
                found.notes += [Refused(row, note) for note in read.notes]
            yield replace(read.writing, key=self._known(read, key))

    def gone(self) -> int:
        """How many answers came from a file of this name and are not in it now."""
        [row] = self._store.query(
            "SELECT count(*) AS n FROM writings"
            " WHERE origin = :origin AND key NOT IN (SELECT key FROM in_file)",
            {"origin": self._origin},
        )
        return int(row["n"])

    def _key(self, read: Read) -> str | None:
        found = self._store.query("SELECT key FROM in_file WHERE row = :row", {"row": read.writing.row})
        return found[0]["key"] if found else None

    def _known(self, read: Read, key: str) -> str:
        """The key of the answer that a row is, where nothing is known by its own.

        It is the one that stood at this place of a file of this name, if that is in the file no more and
        either says the same, or nothing but the text could tell one from the other.
        """
        writing = replace(read.writing, key=key)
        if self._store.query("SELECT 1 FROM clips WHERE id = :id", {"id": writing.clip.id}):
            return key
        before = self._store.query(
            "SELECT w.key, a.text FROM writings w JOIN answers a ON a.clip_id = w.clip_id"
            " WHERE w.origin = :origin AND w.row = :row AND w.key NOT IN (SELECT key FROM in_file)",
            {"origin": self._origin, "row": writing.row},
        )
        for other in before:
            if read.is_by_text or other["text"].split() == writing.text.split():
                known = str(other["key"])
                self._store.within(partial(_note, known, writing.row))
                return known
        return key


def _note(key: str, row: int | None, db: Database) -> None:
    db.execute("INSERT OR IGNORE INTO in_file VALUES (?, ?)", [key, row])
