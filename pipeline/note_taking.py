"""Notes that are held up in clips are kept, each as a clip of its own that a person has to confirm.

It is done once the words of all clips are stored, and once for each clip: `runs` has it as the stage `notes`.
"""

from collections.abc import Sequence
from functools import cached_property

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
        "SELECT c.id, c.path, c.duration FROM clips c"
        " LEFT JOIN runs r ON r.clip_id = c.id AND r.stage = :stage"
        " WHERE c.source = 'video' AND c.status <> 'failed' AND c.path IS NOT NULL"
        # What lies elsewhere is looked through while it is fetched.
        " AND c.missing_since IS NULL AND c.path NOT LIKE '%://%'"
        " AND r.recipe IS NOT :version ORDER BY c.path",
        {"stage": STAGE, "version": VERSION},
    )
    if not clips:
        return False
    from pipeline.notes import find_notes
    from pipeline.probe import probe

    keeping = Notes(project, store, themes)
    progress.begin(len(clips))
    for clip in clips:
        path = project.real_path(clip["path"])
        progress.stage(path, STAGE)
        try:
            video = probe(path).video
            notes = find_notes(path, video, clip["duration"] or 0.0) if video else ()
        except ClipError:
            notes = ()  # It was heard; what cannot be looked at has no notes.
        keeping.keep(clip["id"], notes)
        told = f"{len(notes)} read" if notes else ""
        progress.done(path, STAGE, told)
    return keeping.any


class Notes:
    """Keeps the notes of clips.

    Args:
        project: Where the clips are.
        store: Open for writing.
        themes: The taxonomy.

    Attributes:
        any: Whether there were any.
    """

    def __init__(self, project: Project, store: Store, themes: Sequence[Theme]) -> None:
        self._project = project
        self._store = store
        self._themes = themes
        self.any = False

    @cached_property
    def _writings(self) -> Writings:
        tagger = project_tagger(self._store, self._themes)
        return Writings(self._project, self._store, tagger, self._themes)

    def keep(self, clip_id: str, notes: Sequence[Note]) -> None:
        """Store the notes of a clip in place of those that were read before, in one transaction."""
        [clip] = self._store.query("SELECT id, sha256, collection FROM clips WHERE id = :id", {"id": clip_id})
        writings = [_writing(clip, number, note) for number, note in enumerate(notes, start=1)]
        self.any = self.any or bool(writings)

        def work(db: Database) -> None:
            if writings:
                list(self._writings.keep(writings))
            marks = ", ".join("?" * len(writings))
            # One that is read no more goes, unless somebody has decided about it.
            db.execute(
                f"DELETE FROM clips WHERE id NOT IN ({marks})"
                " AND id IN (SELECT clip_id FROM writings WHERE of_clip = ?)"
                " AND id NOT IN (SELECT clip_id FROM corrections WHERE clip_id IS NOT NULL)",
                [*(writing.clip.id for writing in writings), clip_id],
            )
            answer_tables.name_notes(db, clip_id)
            answer_tables.save_run(db, clip_id, STAGE, VERSION, None)

        self._store.within(work)


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
