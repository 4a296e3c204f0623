"""The only module that opens the database: records in, records out, one transaction a clip."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlite_utils import Database

from pipeline import answer_tables, rows
from pipeline.disk import plain_disk_errors
from pipeline.upkeep import bring_up_to_date, check, plain_database_errors
from schemas.errors import MachineError
from schemas.migrations import migrations
from schemas.records import Analysis, Answer, Clip, Correction, Failure, Findings, Transcript, Turn
from schemas.themes import Theme

STAGES = ("transcribe", "voices", "answers", "tag")
"""The stages whose results are stored, each made from the one before."""

FAILED = "failed"
"""Stands in `runs` for a clip that failed, with the recipe of `transcribe`: the same way fails again."""

_PATIENCE = 30
"""Seconds to wait for another program that holds the database."""

_QUICKLY_CHECKED = 16 << 20
"""Bytes: a database up to this size is looked over for damage each time it is opened for writing."""


T = TypeVar("T")


def _only(column: str, values: Iterable[str] | None) -> tuple[str, dict[str, str]]:
    """The condition that a column holds one of some values, and these for `json_each`; None for any value."""
    if values is None:
        return "true", {}
    return f"{column} IN (SELECT value FROM json_each(:only))", {"only": json.dumps(list(values))}


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
        with plain_disk_errors(path.parent), plain_database_errors(path):
            db = Database(sqlite3.connect(path, timeout=_PATIENCE), execute_plugins=False)
            try:
                db.execute("PRAGMA foreign_keys = ON")
                db.enable_wal()
                # A power cut must not undo a clip that was reported as stored.
                db.execute("PRAGMA synchronous = FULL")
                if after_crash or path.stat().st_size <= _QUICKLY_CHECKED:
                    check(db)
                bring_up_to_date(db, path)
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
        with plain_database_errors(path):
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

    def within(self, work: Callable[[Database], T]) -> T:
        """What a function of a module with SQL of its own makes of the database, in one transaction."""
        with self._db.atomic():
            return work(self._db)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is one transaction: all of it, or nothing."""
        with self._db.atomic():
            yield

    @contextmanager
    def rehearsing(self) -> Iterator[None]:
        """What is written inside is taken back at the end."""
        self._db.begin()
        try:
            yield
        finally:
            self._db.rollback()

    # What is known

    def known_files(self, paths: Iterable[str] | None = None) -> dict[str, KnownFile]:
        """The files that were read, by stored path.

        Args:
            paths: Of which alone is asked; None for all.
        """
        only, wanted = _only("path", paths)
        found = self._db.execute(f"SELECT path, clip_id, size, mtime_ns FROM files WHERE {only}", wanted)
        return {path: KnownFile(*file) for path, *file in found}

    def clips(self, ids: Iterable[str] | None = None) -> dict[str, rows.Row]:
        """Recordings by id: where they are, what came of them, and how many answers they hold.

        Args:
            ids: Of which alone is asked; None for all.
        """
        only, wanted = _only("c.id", ids)
        found = self.query(
            f"""
            SELECT c.id, c.sha256, c.path, c.status, c.reason, c.duration, c.missing_since, c.replaced_by,
                   (SELECT count(*) FROM answers a WHERE a.clip_id = c.id AND NOT a.off_topic) AS answers
            FROM clips c WHERE c.source IN ('video', 'sound') AND {only}
            """,
            wanted,
        )
        return {row["id"]: row for row in found}

    def recipes(self, ids: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
        """For recordings the recipe by which each of their stages was made.

        Args:
            ids: Of which alone is asked; None for all.
        """
        found: dict[str, dict[str, str]] = {}
        only, wanted = _only("clip_id", ids)
        runs = (
            "SELECT clip_id, stage, recipe FROM runs JOIN clips ON id = clip_id"
            f" WHERE source IN ('video', 'sound') AND {only}"
        )
        for clip_id, stage, recipe in self._db.execute(runs, wanted):
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

    def answers(self, clip_id: str) -> list[Answer]:
        """The answers of a clip, as the machine found and people cut them."""
        found = self.query("SELECT * FROM answers WHERE clip_id = :id ORDER BY position", {"id": clip_id})
        return [rows.read_answer(row) for row in found]

    def turns(self, clip_id: str) -> tuple[Turn, ...]:
        """Who speaks when in a clip, where voices were told apart."""
        sql = 'SELECT start, "end", voice FROM turns WHERE clip_id = :id ORDER BY position'
        return tuple(Turn(**row) for row in self.query(sql, {"id": clip_id}))

    def corrections(self, clip_id: str | None = None) -> list[Correction]:
        """What people decided, of one clip or of all, in the order in which they did."""
        return answer_tables.corrections(self._db, clip_id)

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
                answer_tables.save_transcript(self._db, clip.id, analysis.transcript)
            if "voices" in fresh:
                answer_tables.save_turns(self._db, clip.id, analysis.turns)
            if "answers" in fresh:
                answer_tables.save_answers(self._db, clip.id, analysis.found.answers)
            if "tag" in fresh:
                answer_tables.save_readings(self._db, clip.id, analysis.found)
            answer_tables.settle(self._db, clip.id)
            for stage in fresh:
                answer_tables.save_run(self._db, clip.id, stage, recipes[stage], analysis.transcript)
            self._db.execute("DELETE FROM runs WHERE clip_id = ? AND stage = ?", [clip.id, FAILED])
            self._db.execute("DELETE FROM failures WHERE clip_id = ? OR path = ?", [clip.id, path])

    def save_correction(self, correction: Correction, remade: Findings | None = None) -> Correction:
        """Store what a person decided and what follows from it, in one transaction.

        Args:
            correction: The decision; its number is given to it here.
            remade: The answers of its clip as they are cut now, where the decision is about that.
        """
        with self._db.atomic():
            number = answer_tables.add_correction(self._db, correction)
            if remade:
                answer_tables.save_answers(self._db, correction.clip_id, remade.answers)
                answer_tables.save_readings(self._db, correction.clip_id, remade)
            answer_tables.settle(self._db, correction.clip_id)
        return replace(correction, id=number)

    def save_readings(self, clip_id: str, found: Findings, recipe: str) -> None:
        """Replace what the tagger said of all answers of a clip, in one transaction."""
        with self._db.atomic():
            answer_tables.save_readings(self._db, clip_id, found)
            answer_tables.settle(self._db, clip_id)
            self._db.execute(
                "UPDATE runs SET recipe = ?, finished_at = ? WHERE clip_id = ? AND stage = 'tag'",
                [recipe, rows.now(), clip_id],
            )

    def learnt(self) -> tuple[str, bytes] | None:
        """What corrections taught the tagger: version and weights; None where they taught nothing yet."""
        found = self.query("SELECT version, weights FROM learnt")
        return (found[0]["version"], found[0]["weights"]) if found else None

    def save_learnt(self, weights: bytes | None) -> None:
        """Keep what corrections taught the tagger, in place of what they had taught before."""
        with self._db.atomic():
            self._db.execute("DELETE FROM learnt")
            if weights is not None:
                version = sha256(weights).hexdigest()[:12]
                row = {"id": 1, "version": version, "weights": weights, "fitted_at": rows.now()}
                self._db.table("learnt").insert(row)

    def save_meanings(self, meanings: Iterable[rows.Row]) -> None:
        """Keep what some answers mean, in place of what was kept of the same ones, in one transaction."""
        with self._db.atomic():
            self._db.table("meanings").upsert_all(meanings, pk="answer_id")

    def save_redaction_check(self, clip_id: str, recipe: str, passed: bool) -> None:
        """Remember whether redacted words are gone from what is heard of a clip, in place of earlier checks.

        What was heard is not stored: it may be just those words.
        """
        with self._db.atomic():
            self._db.execute("DELETE FROM redaction_checks WHERE clip_id = ?", [clip_id])
            # It may have been forgotten while it was listened to.
            self._db.execute(
                "INSERT INTO redaction_checks (clip_id, recipe, passed, checked_at)"
                " SELECT id, ?, ?, ? FROM clips WHERE id = ?",
                [recipe, int(passed), rows.now(), clip_id],
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
                answer_tables.save_run(self._db, clip.id, FAILED, recipe, None)
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
