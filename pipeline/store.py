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
from pipeline.disk import plain_disk_errors
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


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was last read."""

    clip_id: str
    size: int
    mtime_ns: int


class Store:
    """The database of one project. Paths in it are as `Project.stored_path` makes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    @contextmanager
    def writing(cls, path: Path) -> Iterator["Store"]:
        """Open for writing, made or migrated if need be. The caller holds the project's lock.

        Raises:
            MachineError: It cannot be written, or is not a database of vox.
        """
        with plain_disk_errors(path.parent), _plain_database_errors(path):
            db = Database(sqlite3.connect(path, timeout=_PATIENCE))
            try:
                db.execute("PRAGMA foreign_keys = ON")
                db.enable_wal()
                # A power cut must not undo a clip that was reported as stored.
                db.execute("PRAGMA synchronous = FULL")
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
            db = Database(sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=_PATIENCE))
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
        found = self.query("SELECT path, clip_id, size, mtime_ns FROM files")
        return {row.pop("path"): KnownFile(**row) for row in found}

    def clips(self) -> dict[str, rows.Row]:
        """Every clip by id: where it is, what came of it, its answers and a moment when somebody speaks."""
        found = self.query(
            """
            SELECT c.id, c.sha256, c.path, c.status, c.reason, c.duration, c.web_copy, c.track,
                   c.width IS NOT NULL AS has_picture,
                   (SELECT count(*) FROM answers a WHERE a.clip_id = c.id) AS answers,
                   (SELECT (a.start + a."end") / 2 FROM answers a
                    WHERE a.clip_id = c.id ORDER BY position LIMIT 1) AS speaking
            FROM clips c
            """
        )
        return {row["id"]: row for row in found}

    def recipes(self) -> dict[str, dict[str, str]]:
        """For every clip the recipe by which each of its stages was made."""
        found: dict[str, dict[str, str]] = {}
        for row in self.query("SELECT clip_id, stage, recipe FROM runs"):
            found.setdefault(row["clip_id"], {})[row["stage"]] = row["recipe"]
        return found

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
        with self._db.atomic():
            self._db.table("themes").upsert_all(wanted, pk="slug")
            self._db.execute(
                f"DELETE FROM themes WHERE slug NOT IN ({', '.join('?' * len(wanted))})"
                " AND slug NOT IN (SELECT theme FROM answer_themes WHERE source = 'person')",
                [row["slug"] for row in wanted],
            )

    def save_file(self, path: str, clip_id: str, size: int, mtime_ns: int) -> None:
        """Remember that the file at `path` holds a clip that is known."""
        with self._db.atomic():
            self._save_file(path, clip_id, size, mtime_ns)

    def save_place(self, path: str, clip_id: str) -> None:
        """The clip now lies at `path`; whatever lay there before has no place any more."""
        with self._db.atomic():
            self._save_place(path, clip_id)

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
            self._save_place(path, clip.id)
            self._save_file(path, clip.id, clip.size, mtime_ns)
            if "transcribe" in fresh:
                self._save_transcript(clip.id, analysis.transcript)
            if "answers" in fresh:
                self._save_answers(analysis)
            if "tag" in fresh:
                self._save_tags(analysis)
            for stage in fresh:
                self._save_run(clip.id, stage, recipes[stage], analysis.transcript)
            self._db.execute("DELETE FROM runs WHERE clip_id = ? AND stage = ?", [clip.id, FAILED])
            self._db.execute("DELETE FROM failures WHERE clip_id = ? OR path = ?", [clip.id, path])

    def save_failure(
        self, failure: Failure, path: str, clip: Clip | None, mtime_ns: int, recipe: str
    ) -> None:
        """Record that a file could not be taken in; what was stored of the clip before stays as it was.

        Args:
            failure: What happened.
            path: Where the file lies.
            clip: The clip in it, if it could be read at all.
            mtime_ns: When the file was last changed.
            recipe: Of the stage `transcribe`, so that the same failure is not sought again.
        """
        with self._db.atomic():
            if clip:
                if not self.query("SELECT 1 FROM clips WHERE id = :id", {"id": clip.id}):
                    self._db.table("clips").insert(rows.failed_clip_row(clip, failure.reason))
                self._save_place(path, clip.id)
                self._save_file(path, clip.id, clip.size, mtime_ns)
                self._save_run(clip.id, FAILED, recipe, None)
            self._db.table("failures").upsert(rows.failure_row(failure, path, clip), pk="path")

    def _save_clip(self, analysis: Analysis) -> None:
        row = rows.clip_row(analysis)
        known = self.query("SELECT added_at FROM clips WHERE id = :id", {"id": row["id"]})
        row["added_at"] = known[0]["added_at"] if known else rows.now()
        self._db.table("clips").upsert(row, pk="id")

    def _save_place(self, path: str, clip_id: str) -> None:
        self._db.execute("UPDATE clips SET path = NULL WHERE path = ? AND id <> ?", [path, clip_id])
        self._db.execute("UPDATE clips SET path = ? WHERE id = ?", [path, clip_id])

    def _save_file(self, path: str, clip_id: str, size: int, mtime_ns: int) -> None:
        row = {"path": path, "clip_id": clip_id, "size": size, "mtime_ns": mtime_ns}
        self._db.table("files").upsert(row, pk="path")

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

    def _save_run(self, clip_id: str, stage: str, recipe: str, transcript: Transcript | None) -> None:
        row = rows.run_row(clip_id, stage, recipe, transcript)
        self._db.table("runs").upsert(row, pk=("clip_id", "stage"))


def _migrate(db: Database, path: Path) -> None:
    """Bring the database up to date, after a copy of what was there."""
    pending = migrations.pending(db)
    if not pending:
        return
    if migrations.applied(db):
        copy = sqlite3.connect(path.with_name(f"{path.stem}-before-{pending[0].name}.db"))
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
        if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            raise MachineError(
                f"{path} is damaged or is not a database of vox.",
                "Move it away and run vox again, or put a backup in its place.",
            ) from error
        raise
