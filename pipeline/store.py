"""The only module that opens the database: records in, records out, one transaction a clip."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from pipeline.disk import plain_disk_errors
from schemas.errors import EnvironmentProblem
from schemas.migrations import migrations
from schemas.records import Analysis, Clip, Failure, Segment, Transcript, Word
from schemas.themes import Theme

STAGES = ("transcribe", "answers", "tag")
"""The stages whose results are stored, each made from the one before."""

FAILED = "failed"
"""Stands in `runs` for a clip that failed, with the recipe of `transcribe`: the same way fails again."""

Row = Mapping[str, Any]


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
            EnvironmentProblem: It cannot be written, or is not a database of vox.
        """
        with plain_disk_errors(path.parent), _plain_database_errors(path):
            db = Database(sqlite3.connect(path, timeout=30))
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
            EnvironmentProblem: It is not a database of vox, or was made by another version of it.
        """
        # A database in WAL mode needs to write beside itself even to be read, unless it cannot change.
        mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
        with _plain_database_errors(path):
            db = Database(sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=30))
            try:
                if migrations.pending(db):
                    raise EnvironmentProblem(
                        f"{path} was made by an older version of vox.", "Run `vox ingest` once to bring it up to date."
                    )
                yield cls(db)
            finally:
                db.close()

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a SELECT."""
        return list(self._db.query(sql, dict(params or {})))

    # What is known

    def known_files(self) -> dict[str, KnownFile]:
        """Every file that was read, by stored path."""
        rows = self.query("SELECT path, clip_id, size, mtime_ns FROM files")
        return {row.pop("path"): KnownFile(**row) for row in rows}

    def clips(self) -> dict[str, dict[str, Any]]:
        """Every clip by id: where it is, what came of it, how many answers, a moment when somebody answers."""
        rows = self.query(
            """
            SELECT c.id, c.sha256, c.path, c.status, c.reason, c.duration, c.web_copy, c.width IS NOT NULL AS has_picture,
                   (SELECT count(*) FROM answers a WHERE a.clip_id = c.id) AS answers,
                   (SELECT (a.start + a."end") / 2 FROM answers a WHERE a.clip_id = c.id ORDER BY position LIMIT 1)
                       AS speaking
            FROM clips c
            """
        )
        return {row["id"]: row for row in rows}

    def recipes(self) -> dict[str, dict[str, str]]:
        """For every clip the recipe by which each of its stages was made."""
        found: dict[str, dict[str, str]] = {}
        for row in self.query("SELECT clip_id, stage, recipe FROM runs"):
            found.setdefault(row["clip_id"], {})[row["stage"]] = row["recipe"]
        return found

    def transcript(self, clip_id: str) -> Transcript | None:
        """What was heard in a clip, or None if it was not heard."""
        runs = self.query(
            "SELECT engine, model FROM runs WHERE clip_id = :id AND stage = 'transcribe'", {"id": clip_id}
        )
        if not runs or not runs[0]["engine"]:
            return None
        words: dict[int, list[Word]] = {}
        for row in self.query("SELECT * FROM words WHERE clip_id = :id ORDER BY position", {"id": clip_id}):
            word = Word(row["start"], row["end"], row["text"], row["probability"])
            words.setdefault(row["segment"], []).append(word)
        segments: dict[bool, list[Segment]] = {False: [], True: []}
        for row in self.query("SELECT * FROM segments WHERE clip_id = :id ORDER BY position", {"id": clip_id}):
            segments[bool(row["doubted"])].append(
                Segment(
                    start=row["start"],
                    end=row["end"],
                    text=row["text"],
                    words=tuple(words.get(row["position"], ())),
                    avg_logprob=row["avg_logprob"],
                    no_speech_prob=row["no_speech_prob"],
                    compression_ratio=row["compression_ratio"],
                )
            )
        [clip] = self.query("SELECT language, language_probability FROM clips WHERE id = :id", {"id": clip_id})
        return Transcript(
            engine=runs[0]["engine"],
            model=runs[0]["model"],
            language=clip["language"],
            language_probability=clip["language_probability"],
            segments=tuple(segments[False]),
            doubted=tuple(segments[True]),
        )

    # What is new

    def save_themes(self, themes: Iterable[Theme]) -> None:
        """Make the themes of the database those of the taxonomy; ones a person awarded stay."""
        rows = [
            {"position": position, **{key: getattr(theme, key) for key in _THEME_COLUMNS}}
            for position, theme in enumerate(themes)
        ]
        with self._db.atomic():
            if list(self._db.query(f"SELECT position, {', '.join(_THEME_COLUMNS)} FROM themes ORDER BY position")) == rows:
                return
            self._db.table("themes").upsert_all(rows, pk="slug")
            self._db.execute(
                f"DELETE FROM themes WHERE slug NOT IN ({', '.join('?' * len(rows))})"
                " AND slug NOT IN (SELECT theme FROM answer_themes WHERE source = 'person')",
                [row["slug"] for row in rows],
            )

    def save_file(self, path: str, clip_id: str, size: int, mtime_ns: int) -> None:
        """Remember that the file at `path` holds a clip that is known."""
        with self._db.atomic():
            self._save_file(path, clip_id, size, mtime_ns)

    def save_place(self, path: str, clip_id: str) -> None:
        """The clip now lies at `path`; whatever lay there before has no place any more."""
        with self._db.atomic():
            self._save_place(path, clip_id)

    def save(self, analysis: Analysis, path: str, mtime_ns: int, recipes: Mapping[str, str], fresh: set[str]) -> None:
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

    def save_failure(self, failure: Failure, path: str, clip: Clip | None, mtime_ns: int, recipe: str) -> None:
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
                    self._db.table("clips").insert(
                        {
                            **_clip_row(clip),
                            "collection": "",
                            "status": "failed",
                            "reason": failure.reason,
                            "web_copy": 0,
                            "added_at": _now(),
                        }
                    )
                self._save_place(path, clip.id)
                self._save_file(path, clip.id, clip.size, mtime_ns)
                self._save_run(clip.id, FAILED, recipe, None)
            self._db.table("failures").upsert(
                {
                    "path": path,
                    "clip_id": clip.id if clip else None,
                    "stage": failure.stage,
                    "reason": failure.reason,
                    "remedy": failure.remedy,
                    "failed_at": _now(),
                },
                pk="path",
            )

    def _save_clip(self, analysis: Analysis) -> None:
        video, transcript = analysis.probe.video, analysis.transcript
        row = {
            **_clip_row(analysis.clip),
            "collection": analysis.collection,
            "duration": analysis.duration,
            "width": video.width if video else None,
            "height": video.height if video else None,
            "recorded_at": analysis.probe.recorded_at,
            "language": transcript.language if transcript else None,
            "language_probability": transcript.language_probability if transcript else None,
            "status": analysis.status,
            "reason": analysis.reason,
            "web_copy": int(analysis.needs_web_copy),
        }
        known = self.query("SELECT added_at FROM clips WHERE id = :id", {"id": analysis.clip.id})
        row["added_at"] = known[0]["added_at"] if known else _now()
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
        if not transcript:
            return
        doubted = set(transcript.doubted)
        segments = sorted([*transcript.segments, *transcript.doubted], key=lambda segment: segment.start)
        words = [
            {
                "clip_id": clip_id,
                "segment": position,
                "start": word.start,
                "end": word.end,
                "text": word.text,
                "probability": word.probability,
            }
            for position, segment in enumerate(segments)
            if segment not in doubted
            for word in segment.words
        ]
        self._db.table("segments").insert_all(
            {
                "clip_id": clip_id,
                "position": position,
                "doubted": int(segment in doubted),
                **{key: value for key, value in asdict(segment).items() if key != "words"},
            }
            for position, segment in enumerate(segments)
        )
        self._db.table("words").insert_all({**word, "position": position} for position, word in enumerate(words))

    def _save_answers(self, analysis: Analysis) -> None:
        """Write the machine's columns; what a person set (person_id, review...) stays with its answer."""
        clip_id = analysis.clip.id
        language = analysis.transcript.language if analysis.transcript else None
        self._db.execute(
            "DELETE FROM answers WHERE clip_id = ? AND position > ?", [clip_id, len(analysis.answers)]
        )
        for position, answer in enumerate(analysis.answers, start=1):
            row = {
                "id": answer_id(clip_id, position),
                "clip_id": clip_id,
                "position": position,
                "language": language,
                **asdict(answer),
            }
            columns = ", ".join(f'"{column}"' for column in row)
            updates = ", ".join(f'"{column}" = excluded."{column}"' for column in row)
            self._db.execute(
                f"INSERT INTO answers ({columns}) VALUES ({', '.join('?' * len(row))})"
                f" ON CONFLICT (id) DO UPDATE SET {updates}",
                list(row.values()),
            )

    def _save_tags(self, analysis: Analysis) -> None:
        """Replace the machine's tags; a theme a person awarded or refused stays as the person left it."""
        for position, tags in enumerate(analysis.tags, start=1):
            answer = answer_id(analysis.clip.id, position)
            self._db.execute("DELETE FROM answer_themes WHERE answer_id = ? AND source <> 'person'", [answer])
            self._db.table("answer_themes").insert_all(
                ({"answer_id": answer, **asdict(tag)} for tag in tags), ignore=True
            )

    def _save_run(self, clip_id: str, stage: str, recipe: str, transcript: Transcript | None) -> None:
        self._db.table("runs").upsert(
            {
                "clip_id": clip_id,
                "stage": stage,
                "recipe": recipe,
                "engine": transcript.engine if transcript else None,
                "model": transcript.model if transcript else None,
                "finished_at": _now(),
            },
            pk=("clip_id", "stage"),
        )


_THEME_COLUMNS = ("slug", "label", "family", "definition", "hue")


def answer_id(clip_id: str, position: int) -> str:
    """The id of a clip's answer, counted from 1: stable as long as the clip says the same."""
    return f"{clip_id}-{position}"


def _clip_row(clip: Clip) -> dict[str, Any]:
    return {"id": clip.id, "sha256": clip.sha256, "size": clip.size}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _migrate(db: Database, path: Path) -> None:
    """Bring the database up to date, after a copy of what was there."""
    pending = migrations.pending(db)
    if not pending:
        return
    if migrations.applied(db):
        with sqlite3.connect(path.with_name(f"{path.stem}-before-{pending[0].name}.db")) as backup:
            db.conn.backup(backup)
        backup.close()
    migrations.apply(db)


@contextmanager
def _plain_database_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise EnvironmentProblem(
                f"{path} is in use by another program.", "Close it there and run the same command again."
            ) from error
        raise
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            raise EnvironmentProblem(
                f"{path} is damaged or is not a database of vox.",
                "Move it away and run vox again, or put a backup in its place.",
            ) from error
        raise
