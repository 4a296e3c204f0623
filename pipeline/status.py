"""What a project holds, and what to do next in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.arrival import require_whole
from pipeline.derived import count_failures, disk_use
from pipeline.discover import CLOSED, CLOSED_REMEDY, Found, discover
from pipeline.project import SETTINGS_FILE, Project
from pipeline.search import THEME_COUNTS
from pipeline.store import Store
from schemas.errors import ClipError, StillCopyingError


@dataclass(frozen=True, slots=True)
class Status:
    """A project at a glance.

    Attributes:
        clips: How many recordings there are of each status.
        answers: How many answers there are.
        written: How many of them were written.
        notes: How many of them were read from pictures and confirmed.
        unread_notes: How many more were read from pictures, and wait for somebody to look at them.
        minutes: Of all recordings together.
        themes: slug, label and number of answers of every theme that occurs, the most frequent first.
        duplicates: How many files repeat another.
        waiting: Paths of files that have not arrived whole yet.
        missing: id and path of every clip whose file is gone, since when, and how many answers it holds.
        replaced: id of every clip whose name another recording has taken, and that recording's path.
        failures: path, reason and remedy of every file that could not be taken in.
        disk: Bytes that pictures and copies of clips take, by kind.
        pictures_failed: How many of them could not be made.
        next_step: What to do now, in a sentence.
    """

    project: str
    question: str
    clips: dict[str, int]
    answers: int
    written: int
    notes: int
    unread_notes: int
    minutes: float
    themes: list[dict[str, Any]]
    duplicates: int
    waiting: list[str]
    missing: list[dict[str, Any]]
    replaced: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    disk: dict[str, int]
    pictures_failed: int
    next_step: str


def read_status(project: Project) -> Status:
    """Look at a project without changing it.

    Raises:
        MachineError: Its database cannot be read.
    """
    if not project.database.is_file():
        return Status(
            project=str(project.root),
            question=project.settings.question,
            clips={},
            answers=0,
            written=0,
            notes=0,
            unread_notes=0,
            minutes=0.0,
            themes=[],
            duplicates=0,
            waiting=[],
            missing=[],
            replaced=[],
            failures=[],
            disk={},
            pictures_failed=0,
            next_step=_first_step(project),
        )
    with Store.reading(project.database) as store:
        clips = {
            row["status"]: row["clips"]
            for row in store.query(
                "SELECT status, count(*) AS clips FROM clips WHERE source IN ('video', 'sound')"
                " GROUP BY status ORDER BY status"
            )
        }
        [totals] = store.query(
            "SELECT (SELECT count(*) FROM answers WHERE NOT off_topic"
            " AND (source <> 'note' OR review = 'approved')) AS answers,"
            " (SELECT count(*) FROM answers WHERE NOT off_topic AND source = 'written') AS written,"
            " (SELECT count(*) FROM answers WHERE NOT off_topic AND source = 'note'"
            " AND review = 'approved') AS notes,"
            " (SELECT count(*) FROM answers WHERE NOT off_topic AND source = 'note'"
            " AND review = 'new') AS unread_notes,"
            " (SELECT total(duration) / 60 FROM clips) AS minutes,"
            " (SELECT count(*) FROM files f JOIN clips c ON c.id = f.clip_id"
            " WHERE c.path <> f.path) AS duplicates"
        )
        themes = [
            {key: row[key] for key in ("slug", "label", "answers")} for row in store.query(THEME_COUNTS)
        ]
        failures = store.query("SELECT path, reason, remedy FROM failures ORDER BY path")
        missing = store.query(
            "SELECT id, path, missing_since,"
            " (SELECT count(*) FROM answers WHERE clip_id = clips.id AND NOT off_topic) AS answers"
            " FROM clips WHERE missing_since IS NOT NULL ORDER BY path"
        )
        replaced = store.query(
            "SELECT old.id, new.path AS by FROM clips old JOIN clips new ON new.id = old.replaced_by"
            " ORDER BY new.path"
        )
        found = discover([project.media]) if project.media.is_dir() else Found()
        failures += [
            {"path": project.stored_path(folder), "reason": CLOSED, "remedy": CLOSED_REMEDY}
            for folder in found.closed
        ]
        new, waiting = _find_new(project, store, found)
    if new:
        step = f"{new} new {'clip' if new == 1 else 'clips'}: run `vox ingest`."
    elif totals["answers"]:
        step = "Run `vox serve` and open the address it prints."
    else:
        step = f"Copy clips in which somebody answers into {project.media} and run `vox ingest`."
    return Status(
        project=str(project.root),
        question=project.settings.question,
        clips=clips,
        answers=totals["answers"],
        written=totals["written"],
        notes=totals["notes"],
        unread_notes=totals["unread_notes"],
        minutes=round(totals["minutes"], 1),
        themes=themes,
        duplicates=totals["duplicates"],
        waiting=waiting,
        missing=missing,
        replaced=replaced,
        failures=failures,
        disk=disk_use(project),
        pictures_failed=count_failures(project),
        next_step=step,
    )


def _first_step(project: Project) -> str:
    waiting = len(discover([project.media]).clips) if project.media.is_dir() else 0
    if waiting:
        clips = "clip waits" if waiting == 1 else "clips wait"
        return f"{waiting} {clips} in {project.media}: run `vox ingest`."
    if project.media.is_dir() or (project.root / SETTINGS_FILE).is_file():
        return f"Copy clips into {project.media} and run `vox ingest`."
    return "Run `vox init` to make a project here, copy clips into its folder media/, then run `vox ingest`."


def _find_new(project: Project, store: Store, found: Found) -> tuple[int, list[str]]:
    """How many clips nobody has taken in yet, and the paths of those that have not arrived whole."""
    known = store.known_files().keys() | {row["path"] for row in store.query("SELECT path FROM failures")}
    new = [path for path in found.clips if project.stored_path(path) not in known]
    waiting = [project.stored_path(path) for path in new if _is_arriving(path)]
    return len(new) - len(waiting), waiting


def _is_arriving(path: Path) -> bool:
    try:
        seen = path.stat()
        require_whole(path, seen.st_size, seen.st_mtime_ns)
    except StillCopyingError:
        return True
    except (ClipError, OSError):
        return False
    return False
