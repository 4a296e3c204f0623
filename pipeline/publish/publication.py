"""A publication: a folder with all that a site shows, from which no way leads back to the rest.

vox.db              the published database, built from empty
vox.toml            the question
media/CLIP.mp4      of each clip what is published of it; .jpg, -strip.jpg or .png beside it
publication.json    what it is (see `pipeline.publish.swap`)
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.disk import plain_disk_errors
from pipeline.films import MOVIE, Film, make_films
from pipeline.pictures import make_missing_pictures
from pipeline.progress import Progress
from pipeline.project import SETTINGS_FILE, Project
from pipeline.publish.snapshot import take_snapshot, write_database
from pipeline.publish.swap import MEDIA, Held, Label, write_label
from pipeline.store import Store


@dataclass(frozen=True, slots=True)
class Unmade:
    """A clip whose words are published without a film: its id, and why, in a sentence."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a publication holds.

    Attributes:
        answers: Its answers, by id.
        clips: How many recordings they are from.
        texts: How many texts.
        people: How many people say them.
        held_back: Why each of the project's other answers is not in it, by id.
        unmade: Its clips of which there is no film.
    """

    answers: Mapping[str, Held]
    clips: int
    texts: int
    people: int
    held_back: Mapping[str, tuple[str, ...]]
    unmade: tuple[Unmade, ...] = ()


def build_publication(
    project: Project,
    store: Store,
    folder: Path,
    today: date,
    progress: Progress,
    *,
    index: bool = False,
    url: str | None = None,
    collections: bool = False,
    password: bool = False,
    media: bool = True,
) -> Contents:
    """Build a publication in an empty folder.

    Args:
        project: What is published.
        store: Its database, open for writing.
        folder: Where; it is there and empty.
        today: The day on which it leaves.
        progress: Told of each film.
        index: Whether search engines may list it.
        url: Where it will stand, or None.
        collections: Whether the names of the folders that clips lie in are told.
        password: Whether visitors are asked for one.
        media: Whether films are made.

    Raises:
        MachineError: ffmpeg, room or the right to write is missing.
    """
    if media:
        # It is listened to again whether redacted words are gone: without, their answers stay away.
        make_missing_pictures(project, store, progress)
    snapshot = store.within(lambda db: take_snapshot(db, today, collections=collections))
    sizes: dict[str, int] = {}
    unmade: list[Unmade] = []
    if media:
        kept = {clip_id: timeline.kept for clip_id, timeline in snapshot.films.items()}
        for clip_id, made in make_films(project, store, kept, progress).items():
            if isinstance(made, Film):
                sizes[clip_id] = _copy(made, folder / MEDIA)
            else:
                unmade.append(Unmade(clip_id, str(made)))
    write_database(snapshot, folder / "vox.db", sizes)
    (folder / SETTINGS_FILE).write_text(_settings(project.settings.question), encoding="utf-8")
    write_label(folder, Label(index=index, url=url, password=password, answers=snapshot.answers))
    return Contents(
        answers=snapshot.answers,
        clips=len(snapshot.films),
        texts=snapshot.texts,
        people=len(snapshot.rows["people"]),
        held_back=snapshot.held_back,
        unmade=tuple(unmade),
    )


def _copy(film: Film, folder: Path) -> int:
    """Put a film and its pictures where a site looks for them, and tell the bytes of the film."""
    with plain_disk_errors(folder.parent):
        folder.mkdir(exist_ok=True)
        for ending, made in film.files.items():
            shutil.copyfile(made, folder / f"{film.id}{ending}")
    return film.files[MOVIE].stat().st_size


def _settings(question: str) -> str:
    # What JSON makes of a text, TOML reads.
    return f"question = {json.dumps(question, ensure_ascii=False)}\n"
