"""Clips whose files are gone: they are marked, and what was said in them is kept."""

import os
from collections.abc import Iterable, Set

from pipeline.addresses import is_address
from pipeline.discover import Found
from pipeline.identity import Identity, still_holds
from pipeline.project import Project, below
from pipeline.report import Outcome
from pipeline.store import KnownFile, Place, Store

GONE = "Its file is not there any more; what was said in it is kept."


def mark_missing(project: Project, store: Store, found: Found, known: Identity) -> list[Outcome]:
    """Mark the clips whose files are no longer where they were, and tell of each.

    Only folders that were looked at count, and of those only the ones in which there is any clip: a drive
    that is not connected looks like an empty folder.

    Args:
        project: Where the files belong.
        store: Open for writing.
        found: What was looked at in this run.
        known: What was known of it.
    """
    gone = known.files.keys() & known.useless | _gone(project, found, known.files.keys() - known.seen)
    missing: list[Outcome] = []
    moved: list[Place] = []
    for place in sorted(gone):
        for clip in store.query(
            "SELECT id, duration,"
            " (SELECT count(*) FROM answers WHERE clip_id = clips.id AND NOT off_topic) AS answers"
            " FROM clips WHERE path = :path AND status <> 'failed' AND missing_since IS NULL",
            {"path": place},
        ):
            other = _elsewhere(project, store, clip["id"], gone)
            if other:
                moved.append(other)
            else:
                missing.append(Outcome(place, clip["id"], "missing", GONE, clip["duration"], clip["answers"]))
    store.save_places(moved)
    store.mark_missing(outcome.id for outcome in missing if outcome.id)
    failed = {row["path"] for row in store.query("SELECT path FROM failures")}
    store.forget_files((gone - known.useless) | _gone(project, found, failed - known.seen))
    return missing


def _gone(project: Project, found: Found, places: Iterable[str]) -> set[str]:
    """Those of the places that lie in the folders looked at, and at which there is nothing any more."""
    looked_at = tuple(below(folder) for folder in found.folders)
    if not looked_at:
        return set()
    closed = tuple(below(folder) for folder in found.closed)
    gone = set()
    for place in places:
        if is_address(place):
            continue
        path = str(project.real_path(place))
        if path.startswith(looked_at) and not path.startswith(closed) and not os.path.lexists(path):
            gone.add(place)
    return gone


def _elsewhere(project: Project, store: Store, clip_id: str, gone: Set[str]) -> Place | None:
    """Another place at which a clip still lies; None if there is none."""
    for row in store.query("SELECT * FROM files WHERE clip_id = :id ORDER BY rowid", {"id": clip_id}):
        path = project.real_path(row["path"])
        known = KnownFile(clip_id, row["size"], row["mtime_ns"])
        if row["path"] not in gone and still_holds(path, known):
            return Place(row["path"], known, project.collection_of(path))
    return None
