"""The only module that opens the database: records in, records out, one transaction a clip."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from pipeline import rows
from pipeline.disk import plain_disk_errors, replacing
from schemas.errors import MachineError
from schemas.migrations import migrations
from schemas.records import Analysis, Clip, Failure, Transcript
from schemas.themes import Theme

STAGES = ("transcribe", "answers", "tag")
"""The stages whose results are stored, each made from the one before."""

FAILED = "failed"
"""Stands in `runs` for a clip that failed, with the recipe of `transcribe`: the same way fails again."""

_PATIENCE = 30
"""Seconds to wait for another program that holds the database."""

_QUICKLY_CHECKED = 16 << 20
"""Bytes: a database up to this size is looked over for damage each time it is opened for writing."""

_DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was last read."""

    clip_id: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clip was seen.

    Attributes:
        path: As `Project.stored_path` makes it.
        collection: The subfolder it lies in, if it is the one place where the clip is shown; None for a
            duplicate.
    """

    path: str
    file: KnownFile
    collection: str | None


class Store:
    """The database of one project. Paths in it are as `Project.stored_path` makes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    @contextmanager
    def writing(cls, path: Path, *, after_crash: bool = False) -> Iterator["Store"]:
        """Open for writing, made or migrated if need be. The caller holds the project's lock.

        Args:
            path: The database.
            after_crash: Whether the last writer did not end by itself.

        Raises:
            MachineError: It cannot be written, is damaged, or is not a database of vox.
        """
        with plain_disk_errors(path.parent), _plain_database_errors(path):
            db = Database(sqlite3.connect(path, timeout=_PATIENCE), execute_plugins=False)
            try:
                db.execute("PRAGMA foreign_keys = ON")
                db.enable_wal()
                # A power cut must not undo a clip that was reported as stored.
                db.execute("PRAGMA synchronous = FULL")
                if after_crash or path.stat().st_size <= _QUICKLY_CHECKED:
                    _check(db)
                _migrate(db, path)
                yield cls(db)
            finally:
                db.close()

    @classmethod
    @contextmanager
    def reading(cls, path: Path) -> Iterator["Store"]:
        """Open for reading. The file exists.

        Raises:
            MachineError: It is not a database of vox, or was made by another version of it.
        """
        # A database in WAL mode needs to write beside itself even to be read, unless it cannot change.
        mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
        with _plain_database_errors(path):
            connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=_PATIENCE)
            db = Database(connection, execute_plugins=False)
            try:
                if migrations.pending(db):
                    raise MachineError(
                        f"{path} was made by an older version of vox.",
                        "Run `vox ingest` once to bring it up to date.",
                    )
                yield cls(db)
            finally:
                db.close()

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[rows.Row]:
        """The rows of a SELECT."""
        return list(self._db.query(sql, dict(params or {})))

    # What is known

    def known_files(self) -> dict[str, KnownFile]:
        """Every file that was read, by stored path."""
        found = self._db.execute("SELECT path, clip_id, size, mtime_ns FROM files")
        return {path: KnownFile(*file) for path, *file in found}

    def clips(self) -> dict[str, rows.Row]:
        """Every clip by id: where it is, what came of it, and how many answers it holds."""
        found = self.query(
            """
            SELECT c.id, c.sha256, c.path, c.status, c.reason, c.duration, c.missing_since, c.replaced_by,
                   (SELECT count(*) FROM answers a WHERE a.clip_id = c.id) AS answers
            FROM clips c
            """
        )
        return {row["id"]: row for row in found}

    def recipes(self) -> dict[str, dict[str, str]]:
        """For every clip the recipe by which each of its stages was made."""
        found: dict[str, dict[str, str]] = {}
        for clip_id, stage, recipe in self._db.execute("SELECT clip_id, stage, recipe FROM runs"):
            found.setdefault(clip_id, {})[stage] = recipe
        return found

    def failures(self) -> dict[str, str]:
        """Why each clip failed and what to do, by its id."""
        found = self.query("SELECT clip_id, reason, remedy FROM failures WHERE clip_id IS NOT NULL")
        return {row["clip_id"]: f"{row['reason']} {row['remedy']}".strip() for row in found}

    def transcript(self, clip_id: str) -> Transcript | None:
        """What was heard in a clip, or None if there was no sound to hear."""
        clip = {"id": clip_id}
        [run] = self.query("SELECT * FROM runs WHERE clip_id = :id AND stage = 'transcribe'", clip)
        if not run["engine"]:
            return None
        [known] = self.query("SELECT language, language_probability, track FROM clips WHERE id = :id", clip)
        segments = self.query("SELECT * FROM segments WHERE clip_id = :id ORDER BY position", clip)
        words = self.query("SELECT * FROM words WHERE clip_id = :id ORDER BY position", clip)
        return rows.read_transcript(run, known, segments, words)

    # What is new

    def save_themes(self, themes: Iterable[Theme]) -> None:
        """Make the themes of the database those of the taxonomy; ones a person awarded stay."""
        wanted = rows.theme_rows(themes)
        if self.query(f"SELECT {', '.join(wanted[0])} FROM themes ORDER BY position") == wanted:
            return
        with self._db.atomic():
            self._db.table("themes").upsert_all(wanted, pk="slug")
            self._db.execute(
                f"DELETE FROM themes WHERE slug NOT IN ({', '.join('?' * len(wanted))})"
                " AND slug NOT IN (SELECT theme FROM answer_themes WHERE source = 'person')",
                [row["slug"] for row in wanted],
            )

    def save_places(self, places: Iterable[Place]) -> None:
        """Remember where clips that are known were seen, all in one transaction."""
        with self._db.atomic():
            for place in places:
                self._save_place(place)

    def mark_missing(self, clip_ids: Iterable[str]) -> None:
        """The files of these clips are gone; what was said in them stays."""
        with self._db.atomic():
            for clip_id in clip_ids:
                self._db.execute("UPDATE clips SET missing_since = ? WHERE id = ?", [rows.now(), clip_id])

    def forget_files(self, paths: Iterable[str]) -> None:
        """Files that are gone and of which nothing is to be kept: duplicates, and what had failed.

        A clip that failed, and of which nothing else is known, is forgotten with its file; of any other only
        the failure is.
        """
        with self._db.atomic():
            for path in paths:
                file = {"path": path}
                failed = "(SELECT clip_id FROM failures WHERE path = :path)"
                self._db.execute(f"DELETE FROM runs WHERE stage = '{FAILED}' AND clip_id IN {failed}", file)
                self._db.execute(f"DELETE FROM clips WHERE status = 'failed' AND id IN {failed}", file)
                self._db.execute("DELETE FROM failures WHERE path = :path", file)
                self._db.execute(
                    "DELETE FROM files WHERE path = :path"
                    " AND NOT EXISTS (SELECT 1 FROM clips WHERE path = :path)",
                    file,
                )

    def save(
        self, analysis: Analysis, path: str, mtime_ns: int, recipes: Mapping[str, str], fresh: set[str]
    ) -> None:
        """Store what was learnt of a clip, in one transaction.

        Args:
            analysis: All of it; only the stages in `fresh` are written again.
            path: Where the clip lies.
            mtime_ns: When the file was last changed.
            recipes: By which recipe each stage was made.
            fresh: The stages that were made now.
        """
        clip = analysis.clip
        with self._db.atomic():
            self._save_clip(analysis)
            self._save_place(Place(path, KnownFile(clip.id, clip.size, mtime_ns), analysis.collection))
            if "transcribe" in fresh:
                self._save_transcript(clip.id, analysis.transcript)
            if "answers" in fresh:
                self._save_answers(analysis)
            if "tag" in fresh:
                self._save_tags(analysis)
                self._save_quotes(analysis)
            for stage in fresh:
                self._save_run(clip.id, stage, recipes[stage], analysis.transcript)
            self._db.execute("DELETE FROM runs WHERE clip_id = ? AND stage = ?", [clip.id, FAILED])
            self._db.execute("DELETE FROM failures WHERE clip_id = ? OR path = ?", [clip.id, path])

    def save_repeats(self, pairs: Iterable[tuple[str, str, float]]) -> None:
        """Replace the answers that may be the same: the ids of two, and how alike they are."""
        with self._db.atomic():
            self._db.execute("DELETE FROM repeats")
            self._db.table("repeats").insert_all(
                {"answer_id": one, "other_id": other, "similarity": similarity}
                for one, other, similarity in pairs
            )

    def save_failure(
        self,
        failure: Failure,
        path: str,
        clip: Clip | None = None,
        place: Place | None = None,
        recipe: str = "",
    ) -> None:
        """Record that a file could not be taken in; what was stored of the clip before stays as it was.

        Args:
            failure: What happened.
            path: Where the file lies.
            clip: The clip in it, if it could be read at all.
            place: Where that clip was seen.
            recipe: Of the stage `transcribe`, so that the same failure is not sought again.
        """
        with self._db.atomic():
            if clip and place:
                if not self.query("SELECT 1 FROM clips WHERE id = :id", {"id": clip.id}):
                    self._db.table("clips").insert(rows.failed_clip_row(clip, failure.reason))
                self._save_place(place)
                self._save_run(clip.id, FAILED, recipe, None)
                self._db.execute("DELETE FROM failures WHERE clip_id = ?", [clip.id])
            self._db.table("failures").upsert(rows.failure_row(failure, path, clip), pk="path")

    def _save_clip(self, analysis: Analysis) -> None:
        row = rows.clip_row(analysis)
        known = self.query("SELECT added_at FROM clips WHERE id = :id", {"id": row["id"]})
        row["added_at"] = known[0]["added_at"] if known else rows.now()
        self._db.table("clips").upsert(row, pk="id")

    def _save_place(self, place: Place) -> None:
        """The file holds the clip; where the clip is shown, whatever lay there before has been replaced."""
        clip_id, path = place.file.clip_id, place.path
        row = {"path": path, "clip_id": clip_id, "size": place.file.size, "mtime_ns": place.file.mtime_ns}
        self._db.table("files").upsert(row, pk="path")
        self._db.execute("DELETE FROM failures WHERE path = ? AND clip_id IS NOT ?", [path, clip_id])
        # Of one that failed nothing is known that could be kept.
        self._db.execute(
            "DELETE FROM clips WHERE path = ? AND id <> ? AND status = 'failed'", [path, clip_id]
        )
        self._db.execute(
            "UPDATE clips SET path = NULL, missing_since = NULL, replaced_by = ? WHERE path = ? AND id <> ?",
            [clip_id, path, clip_id],
        )
        if place.collection is not None:
            self._db.execute(
                "UPDATE clips SET path = ?, collection = ?, missing_since = NULL, replaced_by = NULL"
                " WHERE id = ?",
                [path, place.collection, clip_id],
            )
            self._db.execute("UPDATE OR REPLACE failures SET path = ? WHERE clip_id = ?", [path, clip_id])

    def _save_transcript(self, clip_id: str, transcript: Transcript | None) -> None:
        for table in ("words", "segments"):
            self._db.execute(f"DELETE FROM {table} WHERE clip_id = ?", [clip_id])
        if transcript:
            segments, words = rows.transcript_rows(clip_id, transcript)
            self._db.table("segments").insert_all(segments)
            self._db.table("words").insert_all(words)

    def _save_answers(self, analysis: Analysis) -> None:
        """Write the machine's columns; what a person set stays with its answer."""
        self._db.execute(
            "DELETE FROM answers WHERE clip_id = ? AND position > ?",
            [analysis.clip.id, len(analysis.answers)],
        )
        for row in rows.answer_rows(analysis):
            columns = ", ".join(f'"{column}"' for column in row)
            updates = ", ".join(f'"{column}" = excluded."{column}"' for column in row)
            self._db.execute(
                f"INSERT INTO answers ({columns}) VALUES ({', '.join('?' * len(row))})"
                f" ON CONFLICT (id) DO UPDATE SET {updates}",
                list(row.values()),
            )

    def _save_tags(self, analysis: Analysis) -> None:
        """Replace the machine's tags; a theme a person awarded or refused stays as the person left it."""
        in_clip = "answer_id IN (SELECT id FROM answers WHERE clip_id = :id)"
        clip = {"id": analysis.clip.id}
        self._db.execute(f"DELETE FROM answer_themes WHERE source <> 'person' AND {in_clip}", clip)
        kept = {
            (row["answer_id"], row["theme"])
            for row in self.query(f"SELECT answer_id, theme FROM answer_themes WHERE {in_clip}", clip)
        }
        self._db.table("answer_themes").insert_all(
            row for row in rows.tag_rows(analysis) if (row["answer_id"], row["theme"]) not in kept
        )

    def _save_quotes(self, analysis: Analysis) -> None:
        """Replace quotes and mentions; the best quote of each answer stands with it too."""
        clip = {"id": analysis.clip.id}
        for table in ("quotes", "mentions"):
            self._db.execute(
                f"DELETE FROM {table} WHERE answer_id IN (SELECT id FROM answers WHERE clip_id = :id)", clip
            )
        self._db.table("quotes").insert_all(rows.quote_rows(analysis))
        self._db.table("mentions").insert_all(rows.mention_rows(analysis))
        self._db.execute(
            "UPDATE answers SET quote = (SELECT q.text FROM quotes q WHERE q.answer_id = answers.id"
            " AND q.position = 1) WHERE clip_id = :id",
            clip,
        )

    def _save_run(self, clip_id: str, stage: str, recipe: str, transcript: Transcript | None) -> None:
        row = rows.run_row(clip_id, stage, recipe, transcript)
        self._db.table("runs").upsert(row, pk=("clip_id", "stage"))


def _check(db: Database) -> None:
    """Look for damage, once the writer is known to be alone: what is damaged must not be built upon.

    SQLite itself notices a file that is no database or was cut short. This reads every page as well, at about
    a gigabyte a second. So it is done where that takes no time, and where the machine went down or vox was
    killed, which is when damage happens.
    """
    found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise sqlite3.DatabaseError(f"{_DAMAGED}: {found}")


def _migrate(db: Database, path: Path) -> None:
    """Bring the database up to date, after a copy of what was there."""
    pending = migrations.pending(db)
    if not pending:
        return
    if migrations.applied(db) and db.execute("SELECT 1 FROM clips UNION SELECT 1 FROM people").fetchone():
        with replacing(path.with_name(f"{path.stem}-before-{pending[0].name}.db")) as unfinished:
            copy = sqlite3.connect(unfinished)
            try:
                db.conn.backup(copy)
            finally:
                copy.close()
    migrations.apply(db)


@contextmanager
def _plain_database_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise MachineError(
                f"{path} is in use by another program.", "Close it there and run the same command again."
            ) from error
        if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or str(error).startswith(_DAMAGED):
            raise MachineError(
                f"{path} is damaged or is not a database of vox.",
                "Move it away and run vox again, or put a backup in its place.",
            ) from error
        raise
