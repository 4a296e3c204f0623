"""The rows of a file, each known again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz
from sqlite_utils import Database

from pipeline.brought import Read, Refused
from pipeline.forgotten import Forgotten, keys
from pipeline.store import Store
from schemas.writings import Writing

_ALIKE = 60
"""How alike, of 100, two texts must be for one to be the other rewritten; two answers are hardly ever."""

_A_DAY = len("2026-11-29")

_LIKELY = 20
"""Answers that are looked at for what a row may have said before."""

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

    def note(self, row: int | None, *notes: str) -> None:
        """Remember what of a row was not kept, or counts for nothing."""
        if len(self.notes) < MOST_TOLD:
            self.notes += [Refused(row or 0, note) for note in notes if note]


class Rows:
    """The rows of a file, each with the key by which it is known again.

    A key is a sum under the project's own key: from an answer's address on the web nobody can tell who wrote
    it by trying names. A row that is known keeps the key it came with, whatever it says by now; the sum of
    what it says now is kept beside it. What is in the file is noted in tables of the connection alone, which
    SQLite keeps out of memory.
    """

    def __init__(self, store: Store, read: Callable[..., Iterator[Read | Refused]], origin: str) -> None:
        self._store = store
        self._read = read
        self._origin = origin
        self._key = store.within(keys)
        self._forgotten = store.within(Forgotten)

    def look_through(self, db: Database) -> int:
        """Note which rows are in the file; gives the number of its answers."""
        db.execute("CREATE TEMP TABLE in_file (row_sum TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")
        db.execute("CREATE INDEX temp.in_file_row ON in_file(row)")
        db.execute("CREATE TEMP TABLE times (row_sum TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        db.execute("CREATE TEMP TABLE taken (key TEXT PRIMARY KEY) WITHOUT ROWID")
        total = 0
        # To tell the languages costs most of reading, and nothing is made of them yet.
        for read in self._read(language="und"):
            if isinstance(read, Refused):
                continue
            row_sum = self._key(read.identity)
            [(times,)] = db.execute(
                "INSERT INTO times VALUES (?, 1) ON CONFLICT (row_sum) DO UPDATE SET n = n + 1 RETURNING n",
                [row_sum],
            ).fetchall()
            if times > 1 and not read.is_by_text:
                continue
            if times > 1:
                # Two people may write the same; each time it stands there counts.
                row_sum = self._key(f"{read.identity}\n{times}")
            db.execute("INSERT INTO in_file VALUES (?, ?)", [row_sum, read.writing.row])
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
            row = {"row": read.writing.row}
            noted = self._store.query("SELECT row_sum FROM in_file WHERE row = :row", row)
            if not noted:
                found.repeated += 1
                continue
            found.note(read.writing.row, *read.notes)
            row_sum = str(noted[0]["row_sum"])
            author_sum = self._key(f"contact\n{read.contact}") if read.contact else None
            writing = replace(read.writing, key=row_sum, row_sum=row_sum, author_sum=author_sum)
            yield replace(writing, key=self._known(read, writing))

    def gone(self) -> int:
        """How many answers came from a file of this name and are not in it now."""
        [row] = self._store.query(
            f"SELECT count(*) AS n FROM writings w WHERE origin = :origin AND {_GONE}",
            {"origin": self._origin},
        )
        return int(row["n"])

    def _known(self, read: Read, writing: Writing) -> str:
        """The key of the answer that a row is: what says the same, else what it may have said before."""
        same = self._store.query(
            "SELECT key FROM writings WHERE row_sum = :row_sum ORDER BY key LIMIT 1",
            {"row_sum": writing.row_sum},
        )
        if same:
            return str(same[0]["key"])
        if self._forgotten.since(writing.clip.sha256):
            return writing.key
        if before := self._before(read, writing):
            self._take(before)
            return before
        key, number = writing.key, 1
        while self._is_anothers(replace(writing, key=key)):
            number += 1
            key = self._key(f"{read.identity}\nagain {number}")
        self._take(key)
        return key

    def _before(self, read: Read, writing: Writing) -> str | None:
        """The key of an answer that is in the file no more, and of which this row is the next version.

        It is one that said the same at this place, before another column was taken for its id or its author;
        or, where nothing but the text tells answers apart, what the same author wrote at the same second, or
        here in nearly the same words.
        """
        is_dated = len(writing.written_at or "") > _A_DAY
        found = self._store.query(
            f"SELECT w.key, w.row = :row AND w.origin = :origin AS is_here, w.author, a.text"
            " FROM writings w JOIN answers a ON a.clip_id = w.clip_id WHERE w.clip_id IN ("
            "SELECT clip_id FROM writings WHERE origin = :origin AND row = :row UNION"
            " SELECT clip_id FROM (SELECT clip_id FROM writings"
            f" WHERE author = :author AND written_at = :then LIMIT {_LIKELY})) AND {_GONE} ORDER BY w.key",
            {
                "origin": writing.origin,
                "row": writing.row,
                "author": writing.author,
                "then": writing.written_at if is_dated else None,
            },
        )
        text = " ".join(writing.text.split())
        for other in found:
            if other["text"] == text:
                return str(other["key"])
        if not read.is_by_text:
            return None
        for other in found:
            alike = fuzz.ratio(other["text"], text, processor=str.casefold)
            if not other["is_here"] or (other["author"] == writing.author and alike >= _ALIKE):
                return str(other["key"])
        return None

    def _is_anothers(self, writing: Writing) -> bool:
        """Whether a key is that of an answer which by now is another row of the file."""
        is_known = "w.clip_id = :id AND w.row_sum <> :row_sum"
        return bool(
            self._store.query(
                f"SELECT 1 FROM writings w WHERE {is_known} AND NOT ({_GONE})",
                {"id": writing.clip.id, "row_sum": writing.row_sum},
            )
        )

    def _take(self, key: str) -> None:
        self._store.within(lambda db: db.execute("INSERT OR IGNORE INTO taken VALUES (?)", [key]))


_GONE = "w.row_sum NOT IN (SELECT row_sum FROM in_file) AND w.key NOT IN (SELECT key FROM taken)"
"""Of `writings` as `w`: what is no row of the file, and was not found to be one."""
