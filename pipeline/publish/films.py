"""The films of a publication: of each clip only what is published, and the pictures that go with it.

They are made from the clip's web copy, in which nothing is seen or heard any more that may not be: the clip's
original goes nowhere. They are kept in `.vox/films` until a publication needs others.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline import derive
from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.disk import plain_disk_errors
from pipeline.pictures import make_missing_pictures
from pipeline.probe import probe
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import Store
from pipeline.timeline import Timeline
from schemas.errors import ClipError
from schemas.records import Span

_VERSION = 1
"""Part of the recipe of a film: raised when films or their pictures are made another way."""

_KINDS = (".mp4", ".jpg", "-strip.jpg", ".png")


@dataclass(frozen=True, slots=True)
class Unmade:
    """A clip whose words are published without a film.

    Attributes:
        id: Of the clip.
        path: Where it lies, as the database keeps it; None where that is not known.
        reason: Why, in a sentence.
    """

    id: str
    path: str | None
    reason: str


def make_films(
    project: Project,
    store: Store,
    films: Mapping[str, Timeline],
    speaking: Mapping[str, Span],
    folder: Path,
    progress: Progress,
) -> list[Unmade]:
    """Make the films of a publication and their pictures, named as the site asks for them.

    Args:
        project: Whose clips.
        store: Its database, open for writing.
        films: Which stretches of each clip, by its id.
        speaking: When somebody first answers in each film.
        folder: Where to put them. It is made.
        progress: Told of each clip.

    Returns:
        The clips of which there is none.

    Raises:
        MachineError: ffmpeg, room or the right to write is missing.
    """
    clips = {row["id"]: row for row in store.query(CLIPS) if row["id"] in films}
    copies = {clip_id: folders(project)[COPY] / names(clip)[COPY] for clip_id, clip in clips.items()}
    if not all(copy.is_file() for copy in copies.values()):
        make_missing_pictures(project, store, progress)
    kept = project.private / "films"
    with plain_disk_errors(project.root):
        folder.mkdir(parents=True, exist_ok=True)
        kept.mkdir(parents=True, exist_ok=True)
        progress.begin(len(films))
        unmade, used = [], set()
        for clip_id, timeline in films.items():
            clip = clips[clip_id]
            shown = project.real_path(clip["path"] or clip_id)
            progress.stage(shown, "film")
            film = kept / f"{clip_id}.{_recipe(copies[clip_id], timeline)}"
            try:
                _make(clip, copies[clip_id], timeline, speaking[clip_id], film)
            except ClipError as problem:
                unmade.append(Unmade(clip_id, clip["path"], str(problem)))
                progress.made(shown, "no film", str(problem))
                continue
            for kind, made in _there(film):
                used.add(made.name)
                shutil.copyfile(made, folder / f"{clip_id}{kind}")
            progress.made(shown, "film", "")
        # What is published no more is not to lie about.
        for file in kept.iterdir():
            if file.name not in used:
                file.unlink()
    return unmade


def _recipe(copy: Path, timeline: Timeline) -> str:
    """By which a film is known that need not be made again."""
    spans = [[round(span.start, 3), round(span.end, 3)] for span in timeline.kept]
    return sha256(json.dumps([_VERSION, copy.name, spans]).encode()).hexdigest()[:12]


def _there(film: Path) -> Iterator[tuple[str, Path]]:
    for kind in _KINDS:
        made = film.with_name(f"{film.name}{kind}")
        if made.is_file():
            yield kind, made


def _make(clip: Row, copy: Path, timeline: Timeline, speaking: Span, film: Path) -> None:
    """Make what is not there yet.

    Raises:
        ClipError: It cannot be made.
        MachineError: The disk is full.
    """
    if not copy.is_file():
        raise ClipError("There is no copy of it to make a film from.", "vox derive says why.")
    movie, poster, strip, wave = (film.with_name(f"{film.name}{kind}") for kind in _KINDS)
    if not movie.is_file():
        derive.make_published_copy(copy, probe(copy), timeline.kept, movie)
    probed = probe(movie)
    if probed.video and not poster.is_file():
        derive.make_poster(movie, probed.video, speaking, poster)
    if probed.video and not strip.is_file():
        derive.make_strip(movie, probed.duration or timeline.duration, strip, movie)
    if not probed.video and probed.audio and not wave.is_file():
        derive.make_waveform(movie, probed.audio[0].position, wave)
