"""Answers that were written are kept like clips: as words on a clock of their own.

A word of them lasts one second, the first from 0 to 1. So whatever is decided about words and times, as a
correction, a quote or a redaction, is decided about them in the same way; nobody is shown those seconds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlite_utils import Database

from pipeline import answer_tables, rows
from pipeline.analysis import find_and_read
from pipeline.forgotten import Forgotten
from pipeline.learning import project_tagger
from pipeline.people_tables import add_person, author_id, describe_person, free_person_id
from pipeline.project import Project
from pipeline.recipes import make_writing_recipes
from pipeline.store import Store
from pipeline.tag import Tagger
from schemas.records import Findings, Segment, Transcript, Word
from schemas.themes import Theme
from schemas.writings import Writing

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
"""Letters of scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, Kana, Han), one by one, and
what stands between them."""

_TOGETHER = 200
"""Writings a transaction: each waits for the disk, and no more of them are held in memory."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a writing.

    Attributes:
        clip_id: Of the clip it is kept as.
        status: `added`; `revised`, where it said something else before; `unchanged`; `forgotten`, where
            somebody asked that it is not taken in again.
    """

    writing: Writing
    clip_id: str
    status: Literal["added", "revised", "unchanged", "forgotten"]


def transcribed(writing: Writing) -> Transcript:
    """A writing as a transcript: each of its lines a segment, each word a second long.

    The words are what stands between spaces; of scripts without spaces, each letter.
    """
    segments: list[Segment] = []
    count = 0
    for line in writing.text.splitlines():
        words = []
        for token in line.split():
            for index, text in enumerate(_UNSPACED.findall(token)):
                words.append(Word(count, count + 1.0, text, 1.0, glued=index > 0))
                count += 1
        if words:
            segments.append(
                Segment(
                    start=words[0].start,
                    end=words[-1].end,
                    text=line.strip(),
                    words=tuple(words),
                    avg_logprob=0.0,
                    no_speech_prob=0.0,
                    compression_ratio=1.0,
                    language=writing.language,
                )
            )
    return Transcript(
        engine=writing.source,
        model="",
        language=writing.language,
        language_probability=1.0,
        segments=tuple(segments),
        duration=float(count),
    )


class Writings:
    """Keeps writings in the database of a project.

    Args:
        project: With the settings.
        store: Open for writing.
        tagger: Finds the themes.
        themes: The taxonomy it knows.
    """

    def __init__(self, project: Project, store: Store, tagger: Tagger, themes: Sequence[Theme]) -> None:
        self._settings = project.settings
        self._store = store
        self._tagger = tagger
        self._recipes = make_writing_recipes(themes, store.learnt())
        self._forgotten = store.within(Forgotten)

    def keep(self, writings: Iterable[Writing]) -> Iterator[Kept]:
        """Store writings; each is told once it is on the disk.

        One that is known by its key is not stored again; where its text is another now, what it said before
        is kept as a revision, and what people decided about it must be looked at again.

        Args:
            writings: None of them empty.
        """
        together: list[Writing] = []
        for writing in writings:
            together.append(writing)
            if len(together) == _TOGETHER:
                yield from self._keep_together(together)
                together = []
        yield from self._keep_together(together)

    def _keep_together(self, writings: Sequence[Writing]) -> list[Kept]:
        return self._store.within(lambda db: [self._keep(db, writing) for writing in writings])

    def _keep(self, db: Database, writing: Writing) -> Kept:
        clip = writing.clip
        if self._forgotten.since(clip.sha256):
            return Kept(writing, clip.id, "forgotten")
        transcript = transcribed(writing)
        text = "\n".join(segment.text for segment in transcript.segments)
        said = _said(db, clip.id)
        if said == text:
            self._save_clip(db, writing)
            return Kept(writing, clip.id, "unchanged")
        if said is not None:
            db.execute(
                "INSERT INTO revisions SELECT :clip, coalesce(max(number), 0) + 1, :text, :now"
                " FROM revisions WHERE clip_id = :clip",
                {"clip": clip.id, "text": said, "now": rows.now()},
            )
        self._save_clip(db, writing)
        answer_tables.save_transcript(db, clip.id, transcript)
        found = self._find(transcript, clip.id)
        answer_tables.save_answers(db, clip.id, found.answers)
        answer_tables.save_readings(db, clip.id, found)
        if said is None and writing.author:
            _name(db, clip.id, writing.author, writing.details)
        answer_tables.settle(db, clip.id)
        for stage, recipe in self._recipes.items():
            answer_tables.save_run(db, clip.id, stage, recipe, transcript)
        return Kept(writing, clip.id, "added" if said is None else "revised")

    def _find(self, transcript: Transcript, clip_id: str) -> Findings:
        said = self._store.corrections(clip_id)
        return find_and_read(transcript, self._settings, self._tagger, said, ())

    def _save_clip(self, db: Database, writing: Writing) -> None:
        clip = writing.clip
        known = list(db.query("SELECT added_at FROM clips WHERE id = ?", [clip.id]))
        added_at = known[0]["added_at"] if known else rows.now()
        row = {**rows.writing_clip_row(writing), "added_at": added_at}
        db.table("clips").upsert(row, pk="id")
        told = {name: value for name, value in asdict(writing).items() if name in _COLUMNS}
        db.table("writings").upsert({"clip_id": clip.id, **told}, pk="clip_id")


def read_again(project: Project, store: Store, themes: Sequence[Theme]) -> None:
    """Find the themes again of all writings that were read by another tagger, or with other themes."""
    recipe = make_writing_recipes(themes, store.learnt())["tag"]
    stale = store.query(
        "SELECT c.id FROM clips c JOIN runs r ON r.clip_id = c.id AND r.stage = 'tag'"
        " WHERE c.source IN ('note', 'written') AND r.recipe <> :recipe ORDER BY c.id",
        {"recipe": recipe},
    )
    if not stale:
        return
    tagger = project_tagger(store, themes)
    for row in stale:
        transcript = store.transcript(row["id"])
        assert transcript is not None  # All that is written is stored with its words.
        found = find_and_read(transcript, project.settings, tagger, store.corrections(row["id"]), ())
        store.save_readings(row["id"], found, recipe)


def _name(db: Database, clip_id: str, author: str, details: Mapping[str, str]) -> None:
    """Say who wrote something; somebody new is remembered."""
    person = author_id(db, author)
    if person is None:
        person = free_person_id(db, author)
        add_person(db, person, author)
        if details:
            describe_person(db, person, details)
    db.execute("UPDATE answers SET person_id = ? WHERE clip_id = ?", [person, clip_id])


_COLUMNS = frozenset(
    ("key", "origin", "row", "author", "address", "written_at", "of_clip", "start", "end", "at", "confidence")
)


def _said(db: Database, clip_id: str) -> str | None:
    """What a writing says as it came, in lines; None if there is none."""
    lines = [
        text
        for (text,) in db.execute("SELECT text FROM segments WHERE clip_id = ? ORDER BY position", [clip_id])
    ]
    return "\n".join(lines) if lines else None
