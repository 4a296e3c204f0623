"""The films of publications: of each clip only what is published of it, and the pictures made from that.

They are made from web copies, in which nothing is seen or heard any more that is redacted, and kept until
other pieces are published, so that the next publication is quick:

    .vox/published/CLIP.RECIPE.mp4    .jpg or .png    -strip.jpg
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline import derive
from pipeline.derived import CLIPS, COPY, FILM, files, folders, names
from pipeline.lock import making
from pipeline.probe import probe
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import Store
from pipeline.timeline import Timeline
from schemas.errors import ClipError
from schemas.records import Span

MOVIE, POSTER, WAVEFORM, STRIP = ".mp4", ".jpg", ".png", "-strip.jpg"
"""What the names of a film's files end with, here as under /media."""

_VERSION = 1
"""Part of the recipe: raised when films are made another way, so that all of them are made anew."""


@dataclass(frozen=True, slots=True)
class Film:
    """What is published of a clip.

    Attributes:
        id: Of the clip.
        timeline: When in the film a moment of the clip is.
        duration: Seconds of the film.
        files: The film and its pictures, by what their names end with.
    """

    id: str
    timeline: Timeline
    duration: float
    files: dict[str, Path]


def make_films(
    project: Project,
    store: Store,
    kept: Mapping[str, Iterable[Span]],
    progress: Progress | None = None,
) -> dict[str, Film | ClipError]:
    """Make the films of a publication that are missing, and remove those of other pieces of the same clips.

    Args:
        project: Where the clips belong.
        store: Open for reading, at least.
        kept: What is published of each clip, in seconds of the clip.
        progress: Told of each film that is made.

    Returns:
        The film of each clip, or why there is none.

    Raises:
        MachineError: ffmpeg, room or the right to write is missing.
    """
    found: dict[str, Film | ClipError] = {}
    clips = {clip["id"]: clip for clip in store.query(CLIPS)}
    with making(project):
        _remove_strays(folders(project)[FILM], {row["id"] for row in store.query("SELECT id FROM clips")})
        for clip_id, spans in kept.items():
            try:
                found[clip_id] = _film(project, clips.get(clip_id), list(spans), progress or Silent())
            except ClipError as problem:
                found[clip_id] = problem
    return found


def _film(project: Project, clip: Row | None, spans: list[Span], progress: Progress) -> Film:
    """The film of a clip, made if it is not there.

    Raises:
        ClipError: It cannot be made.
        MachineError: The disk is full.
    """
    copy = folders(project)[COPY] / names(clip)[COPY] if clip else None
    if not clip or not copy or not copy.is_file():
        raise ClipError("There is no web copy of this clip as it may be shown.", "Run vox derive.")
    probed = probe(copy)
    timeline = Timeline(Span(span.start, min(span.end, probed.duration or span.end)) for span in spans)
    if not timeline.kept:
        raise ClipError("Nothing of this clip is published.", "Choose what is to be shown of it.")
    pieces = " ".join(f"{span.start:.3f}-{span.end:.3f}" for span in timeline.kept)
    recipe = sha256(f"{copy.name} {pieces}".encode()).hexdigest()[:12]
    stem = folders(project)[FILM] / f"{clip['id']}.{_VERSION}-{recipe}"
    endings = (MOVIE, POSTER, STRIP) if probed.video else (MOVIE, WAVEFORM)
    made = {ending: stem.with_name(stem.name + ending) for ending in endings}
    for ending, target in made.items():
        if not target.is_file():
            shown = project.real_path(clip["path"]) if clip["path"] else copy
            progress.stage(shown, FILM)
            _make(ending, copy, timeline, target, made[MOVIE])
    for file in files(stem.parent):
        if file.name.startswith(f"{clip['id']}.") and Path(file.path) not in made.values():
            Path(file.path).unlink()
    return Film(clip["id"], timeline, probe(made[MOVIE]).duration or timeline.duration, made)


def _make(ending: str, copy: Path, timeline: Timeline, target: Path, film: Path) -> None:
    if ending == MOVIE:
        derive.make_published_copy(copy, probe(copy), timeline.kept, target)
        return
    video = probe(film).video
    if ending == POSTER and video:
        derive.make_poster(film, video, Span(0.0, timeline.duration), target)
    elif ending == STRIP:
        derive.make_strip(film, timeline.duration, target, film)
    else:
        derive.make_waveform(film, 0, target)


def _remove_strays(folder: Path, ids: set[str]) -> None:
    """Remove the films of clips that are no more."""
    for file in files(folder):
        if file.name.partition(".")[0] not in ids:
            Path(file.path).unlink()
