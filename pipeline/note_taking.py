"""Notes that are held up in clips are kept, each as a clip of its own that a person has to confirm.

It is done once the words of all clips are stored, and once for each clip: `runs` has it as the stage `notes`.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from pipeline import answer_tables
from pipeline.languages import detected
from pipeline.learning import project_tagger
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import Store
from pipeline.writings import Writings
from schemas.errors import ClipError
from schemas.notes import Note
from schemas.themes import Theme
from schemas.writings import Writing

STAGE = "notes"

VERSION = "1"
"""Raised when the same pictures would give other notes: all clips are looked through anew."""


def take_notes(project: Project, store: Store, themes: Sequence[Theme], progress: Progress) -> bool:
    """Look through the pictures of clips that were not, and keep what is held up in them.

    What was read before is told by its number in the clip: what people decided about it holds, and must be
    looked at again where other words are read now.

    Args:
        project: Where the clips are.
        store: Open for writing.
        themes: The taxonomy.
        progress: Told of each clip.

    Returns:
        Whether any was read.

    Raises:
        MachineError: What reads is missing or altered.
    """
    clips = store.query(
        "SELECT c.id, c.sha256, c.path, c.duration, c.collection FROM clips c"
        " LEFT JOIN runs r ON r.clip_id = c.id AND r.stage = :stage"
        " WHERE c.source = 'video' AND c.status <> 'failed' AND c.path IS NOT NULL"
        " AND c.missing_since IS NULL AND r.recipe IS NOT :version ORDER BY c.path",
        {"stage": STAGE, "version": VERSION},
    )
    if not clips:
        return False
    from pipeline.notes import find_notes
    from pipeline.probe import probe

    keeping: Writings | None = None
    progress.begin(len(clips))
    for clip in clips:
        path = project.real_path(clip["path"])
        progress.stage(path, STAGE)
        try:
            video = probe(path).video
            notes = find_notes(path, video, clip["duration"] or 0.0) if video else ()
        except ClipError:
            notes = ()  # It was heard; what cannot be looked at has no notes.
        if notes:
            keeping = keeping or Writings(project, store, project_tagger(store, themes), themes)
        _keep(store, keeping, clip, notes)
        told = f"{len(notes)} read" if notes else ""
        progress.done(path, STAGE, told)
    return keeping is not None


def _keep(store: Store, keeping: Writings | None, clip: Row, notes: Sequence[Note]) -> None:
    """Store the notes of a clip in place of those that were read before, in one transaction."""

    def work(db: Database) -> None:
        if keeping:
            list(keeping.keep(_writing(clip, number, note) for number, note in enumerate(notes, start=1)))
        kept = [_writing(clip, number, note).clip.id for number, note in enumerate(notes, start=1)]
        marks = ", ".join("?" * len(kept))
        # One that is read no more goes, unless somebody has decided about it.
        db.execute(
            f"DELETE FROM clips WHERE id NOT IN ({marks})"
            " AND id IN (SELECT clip_id FROM writings WHERE of_clip = ?)"
            " AND id NOT IN (SELECT clip_id FROM corrections WHERE clip_id IS NOT NULL)",
            [*kept, clip["id"]],
        )
        answer_tables.name_notes(db, clip["id"])
        answer_tables.save_run(db, clip["id"], STAGE, VERSION, None)

    store.within(work)


def _writing(clip: Row, number: int, note: Note) -> Writing:
    return Writing(
        key=f"{clip['sha256']} {number}",
        text=note.text,
        source="note",
        language=detected(note.text.lower()),
        collection=clip["collection"],
        of_clip=clip["id"],
        start=note.start,
        end=note.end,
        at=note.at,
        confidence=note.confidence,
    )
