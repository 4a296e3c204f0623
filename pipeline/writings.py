"""Answers that were written are kept like clips: as words on a clock of their own.

A word of them lasts one second, the first from 0 to 1. So whatever is decided about words and times, as a
correction, a quote or a redaction, is decided about them in the same way; nobody is shown those seconds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
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
from schemas.records import Correction, Findings, Segment, Transcript, Word
from schemas.themes import Theme
from schemas.writings import Writing

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
"""Letters of scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, Kana, Han), one by one, and
what stands between them."""

_TOGETHER = 100
"""Writings a transaction: each waits for the disk, and no more of them are held in memory."""


Status = Literal["added", "revised", "unchanged", "forgotten"]


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
    status: Status


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


_Known = tuple[Writing, str | None, list[Correction]]
"""A writing, what is stored of it so far, and what people decided about it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A writing that is ready to be stored.

    Attributes:
        text: As it is kept, in lines.
        said: What is stored of it so far; None if nothing is.
        found: Its answer and what the tagger makes of it; None where nothing changed.
    """

    writing: Writing
    transcript: Transcript
    text: str
    said: str | None
    found: Findings | None


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
        is kept as a revision, and what people decided about it must be looked at again. Some are read for
        their themes while those before them are stored.

        Args:
            writings: None of them empty.
        """
        ahead: Future[list[_Read]] | None = None
        coming = iter(writings)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagger") as reading:
            while together := list(islice(coming, _TOGETHER)):
                known = self._store.within(partial(_known, together))
                before, ahead = ahead, reading.submit(self._read_together, known)
                if before:
                    yield from self._keep_together(before.result())
            if ahead:
                yield from self._keep_together(ahead.result())

    def _read_together(self, known: Sequence[_Known]) -> list[_Read]:
        return [self._read(*each) for each in known]

    def _read(self, writing: Writing, said: str | None, corrections: Sequence[Correction]) -> _Read:
        transcript = transcribed(writing)
        text = "\n".join(segment.text for segment in transcript.segments)
        is_known = said == text or self._forgotten.since(writing.clip.sha256) is not None
        found = None if is_known else find_and_read(transcript, self._settings, self._tagger, corrections, ())
        return _Read(writing, transcript, text, said, found)

    def _keep_together(self, read: Sequence[_Read]) -> list[Kept]:
        return self._store.within(lambda db: [self._keep(db, each) for each in read])

    def _keep(self, db: Database, read: _Read) -> Kept:
        writing = read.writing
        clip = writing.clip
        if self._forgotten.since(clip.sha256):
            return Kept(writing, clip.id, "forgotten")
        if _said(db, clip.id) != read.said:
            # It came twice, one close upon the other.
            [read] = self._read_together(_known([writing], db))
        is_same = read.said == read.text
        if read.said is not None and not is_same:
            db.execute(
                "INSERT INTO revisions SELECT :clip, coalesce(max(number), 0) + 1, :text,"
                " (SELECT row_sum FROM writings WHERE clip_id = :clip), :now"
                " FROM revisions WHERE clip_id = :clip",
                {"clip": clip.id, "text": read.said, "now": rows.now()},
            )
        is_named = _save_clip(db, writing)
        if read.found:
            answer_tables.save_transcript(db, clip.id, read.transcript)
            answer_tables.save_answers(db, clip.id, read.found.answers)
            answer_tables.save_readings(db, clip.id, read.found)
            for stage, recipe in self._recipes.items():
                answer_tables.save_run(db, clip.id, stage, recipe, read.transcript)
        if is_named and writing.author:
            _name(db, clip.id, writing)
        if read.found or is_named:
            answer_tables.settle(db, clip.id)
        status: Status = "unchanged" if is_same else "added" if read.said is None else "revised"
        return Kept(writing, clip.id, status)


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


def _known(writings: Iterable[Writing], db: Database) -> list[_Known]:
    found: list[_Known] = []
    for writing in writings:
        clip_id = writing.clip.id
        said = _said(db, clip_id)
        corrections = answer_tables.corrections(db, clip_id) if said is not None else []
        found.append((writing, said, corrections))
    return found


def _save_clip(db: Database, writing: Writing) -> bool:
    """Store where a writing came from, if that is not known; gives whether it has an author it had not."""
    clip_id = writing.clip.id
    told = {name: getattr(writing, name) for name in _COLUMNS}
    row = rows.writing_clip_row(writing)
    wanted = {**{name: row[name] for name in _OF_CLIP}, **told}
    columns = ", ".join(f'"{name}"' for name in wanted)
    known = next(
        db.query(
            f"SELECT {columns}, added_at FROM clips JOIN writings ON clip_id = id WHERE id = ?", [clip_id]
        ),
        None,
    )
    if known and {name: known[name] for name in wanted} == wanted:
        return False
    added_at = known["added_at"] if known else rows.now()
    db.table("clips").upsert({**row, "added_at": added_at}, pk="id")
    db.table("writings").upsert({"clip_id": clip_id, **told}, pk="clip_id")
    return writing.author is not None and not (known and known["author"])


def _name(db: Database, clip_id: str, writing: Writing) -> None:
    """Say who wrote something, where nobody is named; somebody new is remembered."""
    author = writing.author or ""
    person = author_id(db, clip_id, author, writing.author_sum)
    if person is None:
        person = free_person_id(db, author)
        add_person(db, person, author)
        if writing.details:
            describe_person(db, person, writing.details)
    db.execute("UPDATE answers SET person_id = ? WHERE clip_id = ? AND person_id IS NULL", [person, clip_id])


_COLUMNS = (
    *("key", "origin", "row", "row_sum", "author", "author_sum", "address", "written_at"),
    *("of_clip", "start", "end", "at", "confidence"),
)
"""Of `writings`, as `Writing` calls them."""

_OF_CLIP = ("collection", "recorded_at", "language")
"""Of `clips`, what another export may tell otherwise."""


def _said(db: Database, clip_id: str) -> str | None:
    """What a writing says as it came, in lines; None if there is none."""
    lines = [
        text
        for (text,) in db.execute("SELECT text FROM segments WHERE clip_id = ? ORDER BY position", [clip_id])
    ]
    return "\n".join(lines) if lines else None
