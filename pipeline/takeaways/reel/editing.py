"""A folder in which a film is finished in an editor: its pieces as files, and timelines that know them.

    01-title.mp4, 02-ANSWER.mp4 ...    in media/, without captions, names or music
    film.otio                          OpenTimelineIO: DaVinci Resolve, Kdenlive, Premiere by a plug-in...
    film.edl                           CMX 3600: nearly all others; cuts and dissolves only
    film.fcpxml                        Final Cut Pro and others

Timelines name the files by where they lie beside them, so that the folder can be moved. A file holds its
piece and the breath around it, and not a word more: no handle shows what was left out.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg
import opentimelineio as otio

from pipeline import tools
from pipeline.derive.encoding import BARE_PICTURE, SOUND, patience
from pipeline.derive.writing import BARE
from pipeline.lock import making
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.reel.fcpxml import write_fcpxml
from pipeline.takeaways.reel.film import find_levels, require_allowed
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import Layout, Scene
from pipeline.takeaways.reel.stretches import RAW, Stage, Stretch, bare_stretch
from pipeline.takeaways.render.dress import scratch
from pipeline.takeaways.render.encode import unmade
from pipeline.takeaways.render.pieces import Piece
from schemas.errors import UsageError

MEDIA = "media"
_DISSOLVE = "SMPTE_Dissolve"
_EDL_TRACK = re.compile(r"^(\d{3}  \S+ +)V {5}", re.MULTILINE)
"""Where an event says its track: the adapter writes pictures alone, and `B` is both."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A file on the timeline.

    Attributes:
        name: What editors call it.
        url: Where it lies, seen from the timeline.
        pictures: How many it has.
        into: Pictures in which it becomes the next; both have them.
    """

    name: str
    url: str
    pictures: int
    into: int


def make_edit(project: Project, plan: Plan, layout: Layout, folder: Path, progress: Progress) -> Path:
    """Write the folder.

    Args:
        project: Where it was said.
        plan: The film.
        layout: As `pipeline.takeaways.reel.film.prepare` found it.
        folder: Where; it must not be there, or be empty.
        progress: Told of each scene.

    Raises:
        UsageError: Something is there already, or nothing can be written there.
        ClipError: A piece cannot be rendered, or may not leave any more now that it is.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, no right to write, no ffmpeg, or no font for some characters.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(f"{folder} is there already.", "Name another folder with --out, or remove it first.")
    bare = Layout(
        tuple(replace(each, before=0, after=0) for each in layout.scenes), layout.fade, layout.canvas
    )
    said = [each.shown.quotation for each in bare.scenes if isinstance(each.shown, Piece)]
    everybody = {each.answer_id for each in said}
    shots = _shots(bare)
    forms = _forms(_timeline(plan, shots, layout.canvas.rate), plan, shots, layout)
    with _nothing_left(folder), ExitStack() as kept:

        def keep(name: str, answers: set[str]) -> Path:
            return kept.enter_context(keeping(project, folder / name, "reel", plan.channel, answers))

        # What is begun last is there first: timelines come when all is there that they name.
        for name, text in forms.items():
            keep(name, everybody).write_text(text, encoding="utf-8")
        with making(project), scratch(project) as inside:
            stage = Stage(plan, bare, find_levels(bare), project.settings.question, inside)
            progress.begin(len(shots))
            for number, (scene, shot) in enumerate(zip(bare.scenes, shots, strict=True)):
                own = {scene.shown.quotation.answer_id} if isinstance(scene.shown, Piece) else everybody
                _as_file(bare_stretch(stage, number), layout.canvas.rate, keep(shot.url, own))
                progress.made(Path(shot.name), "scene", "")
            require_allowed(project, layout)
    return folder


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """No empty folders, if nothing comes into them."""
    try:
        yield
    finally:
        for each in (folder / MEDIA, folder):
            if each.is_dir() and not any(each.iterdir()):
                each.rmdir()


def _forms(timeline: Any, plan: Plan, shots: Sequence[Shot], layout: Layout) -> dict[str, str]:
    return {
        "film.otio": otio.adapters.write_to_string(timeline, "otio_json"),
        "film.edl": _edl(timeline),
        "film.fcpxml": write_fcpxml(plan.title or "vox", shots, layout.canvas),
    }


def _shots(layout: Layout) -> list[Shot]:
    found = []
    scenes = layout.scenes
    for number, scene in enumerate(scenes):
        name = scene.shown.quotation.answer_id if isinstance(scene.shown, Piece) else scene.shown
        into = _dissolve(scene, scenes[number + 1], layout) if number + 1 < len(scenes) else 0
        found.append(Shot(name, f"{MEDIA}/{number + 1:02}-{name}.mp4", scene.own, into))
    return found


def _dissolve(scene: Scene, following: Scene, layout: Layout) -> int:
    """Pictures in which one becomes the other: an even number, and none in which a word is said."""
    quiet = [layout.fade]
    if isinstance(scene.shown, Piece):
        quiet.append(int((scene.own / layout.canvas.rate - scene.shown.said.end) * layout.canvas.rate))
    if isinstance(following.shown, Piece):
        quiet.append(int(following.shown.said.start * layout.canvas.rate))
    return max(0, min(quiet)) // 2 * 2


def _as_file(stretch: Stretch, rate: float, target: Path) -> None:
    """A stretch as one file of pictures and sound."""
    seen = ffmpeg.input(f"file:{stretch.film}", protocol_whitelist="file")
    heard = ffmpeg.input(f"file:{stretch.sound}", **RAW, protocol_whitelist="file")
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart", "c:v": "copy"}
    options |= {**BARE, **SOUND, **BARE_PICTURE}
    try:
        tools.run(
            tools.output([seen["v:0"], heard["a:0"]], target, **options),
            timeout=patience(stretch.pictures / rate),
        )
    except tools.FfmpegError as problem:
        raise unmade("its pieces") from problem
    stretch.sound.unlink()
    stretch.film.unlink()


def _timeline(plan: Plan, shots: Sequence[Shot], rate: float) -> Any:
    """The film as OpenTimelineIO tells it: a track of pictures, and the same of sounds."""
    timeline = otio.schema.Timeline(name=plan.title or "vox", global_start_time=_time(0, rate))
    for kind in (otio.schema.TrackKind.Video, otio.schema.TrackKind.Audio):
        track = otio.schema.Track(name=kind, kind=kind)
        before = 0
        for number, shot in enumerate(shots):
            # Half of a dissolve lies on each side of a cut: what the file has beyond it is for the dissolve.
            begin, end = before // 2, shot.pictures - shot.into // 2
            clip = otio.schema.Clip(
                name=shot.name,
                media_reference=otio.schema.ExternalReference(shot.url, _range(0, shot.pictures, rate)),
                source_range=_range(begin, end, rate),
            )
            clip.metadata["cmx_3600"] = {"reel": f"{number + 1:03}"}
            track.append(clip)
            if shot.into:
                half = _time(shot.into // 2, rate)
                track.append(
                    otio.schema.Transition(transition_type=_DISSOLVE, in_offset=half, out_offset=half)
                )
            before = shot.into
        timeline.tracks.append(track)
    return timeline


def _edl(timeline: Any) -> str:
    text = otio.adapters.write_to_string(timeline, "cmx_3600")
    return _EDL_TRACK.sub(r"\1B     ", text)


def _range(begin: int, end: int, rate: float) -> Any:
    return otio.opentime.TimeRange(_time(begin, rate), _time(end - begin, rate))


def _time(pictures: int, rate: float) -> Any:
    return otio.opentime.RationalTime(pictures, rate)
