"""Makes a film of its plan: its stretches one after the other, then all of them with the music."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.derive.encoding import BARE_PICTURE, SOUND, patience
from pipeline.derive.writing import BARE
from pipeline.lock import making
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.reel.cuts import still_allowed
from pipeline.takeaways.reel.music import Music, below, open_music
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import Layout, lay_out, marked
from pipeline.takeaways.reel.stretches import RAW, Stage, Stretch, make_stretch
from pipeline.takeaways.render.dress import scratch
from pipeline.takeaways.render.encode import unmade
from pipeline.takeaways.render.pieces import Piece, find_pieces
from pipeline.takeaways.render.sound import PEAK, SAMPLE_RATE, level
from schemas.errors import ClipError, UsageError
from schemas.quotations import Quotation


@dataclass(frozen=True, slots=True)
class Made:
    """A film that was made.

    Attributes:
        file: Where it is.
        layout: What is seen when.
        is_looped: Whether the music was too short and is played again.
    """

    file: Path
    layout: Layout
    is_looped: bool


def prepare(project: Project, plan: Plan, quotations: Sequence[Quotation]) -> Layout:
    """What is seen when, once everything is there that is needed.

    Raises:
        UsageError: The film would be longer than it may be.
        ClipError: The copy of a clip is missing.
        MachineError: The process that reads headers cannot be started.
    """
    pieces = [
        replace(piece, quotation=replace(piece.quotation, speaker=marked(piece.quotation.speaker)))
        for piece in find_pieces(project, quotations)
    ]
    layout = lay_out(plan, pieces)
    if plan.longest is not None and layout.seconds > plan.longest:
        raise UsageError(
            f"With its cards the film would last {layout.seconds:.1f} seconds; {plan.longest:g} are allowed.",
            "Take out a piece, shorten one, or raise max.",
        )
    return layout


def make_film(
    project: Project, plan: Plan, layout: Layout, target: Path, music: Path | None, progress: Progress
) -> Made:
    """Render a film.

    Args:
        project: Where it was said.
        plan: The film.
        layout: As `prepare` found it.
        target: Where to write.
        music: The file that is played below it, or None.
        progress: Told of each scene.

    Raises:
        UsageError: The music cannot be used, or nothing can be written there.
        ClipError: A piece cannot be rendered, or may not leave any more now that it is.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, no right to write, no ffmpeg, or no font for some characters.
    """
    if target.suffix.lower() != ".mp4":
        raise UsageError(f"A film is an MP4, and {target.name} is not called so.", "Let --out end with .mp4.")
    played = open_music(music, layout.seconds) if music else None
    said = [scene.shown.quotation for scene in layout.scenes if isinstance(scene.shown, Piece)]
    with (
        keeping(project, target, "reel", plan.channel, {each.answer_id for each in said}) as unfinished,
        making(project),
        scratch(project) as folder,
    ):
        stage = Stage(plan, layout, find_levels(layout), project.settings.question, folder)
        stretches = []
        progress.begin(len(layout.scenes))
        for number, scene in enumerate(layout.scenes):
            stretches.append(make_stretch(stage, number))
            shown = scene.shown
            progress.made(Path(shown.name if isinstance(shown, Piece) else shown), "scene", "")
        join(layout, stretches, played, folder, unfinished)
        require_allowed(project, layout)
    return Made(target, layout, bool(played and played.is_shorter(layout.seconds)))


def find_levels(layout: Layout) -> dict[str, float]:
    """By how many dB the sound of each piece is raised.

    Raises:
        ClipError: The sound of one cannot be read.
    """
    found: dict[str, float] = {}
    for scene in layout.scenes:
        if isinstance(scene.shown, Piece):
            try:
                found[scene.shown.quotation.answer_id] = level(scene.shown)
            except tools.FfmpegError as problem:
                raise unmade(scene.shown.name) from problem
    return found


def require_allowed(project: Project, layout: Layout) -> None:
    """Make sure that nobody has decided otherwise while a film was made.

    Raises:
        ClipError: Somebody has.
    """
    pieces = [scene.shown for scene in layout.scenes if isinstance(scene.shown, Piece)]
    said = [piece.quotation for piece in pieces]
    try:
        # What is redacted since is in the name of the copy, which may not be there yet.
        is_same = [piece.copy for piece in find_pieces(project, said)] == [piece.copy for piece in pieces]
    except ClipError:
        is_same = False
    if not is_same or not still_allowed(project, said, date.today()):
        raise ClipError(
            "While the film was made somebody corrected or withdrew something that is in it.",
            "Nothing was kept. Run the same command again.",
        )


def join(
    layout: Layout, stretches: Sequence[Stretch], music: Music | None, folder: Path, target: Path
) -> None:
    """One film of all its stretches: pictures as they are, sounds with the music, encoded once."""
    listed = folder / ".stretches.txt"
    listed.write_text(
        "".join(
            f"file '{each.film.name}'\nduration {each.pictures / layout.canvas.rate:.6f}\n"
            for each in stretches
        ),
        encoding="utf-8",
    )
    seen = ffmpeg.input(f"file:{listed}", f="concat", safe=0, protocol_whitelist="file")
    heard = _gathered(stretches, folder / ".sound.raw")
    samples = round(layout.seconds * SAMPLE_RATE)
    if music:
        mixed = [heard, below(music, layout.seconds, layout.said())]
        heard = ffmpeg.filter(mixed, "amix", inputs=2, normalize=0, duration="first")
        heard = heard.filter("alimiter", limit=PEAK, attack=5, release=60, level=0, latency=1)
    heard = heard.filter("atrim", end_sample=samples)
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart", "c:v": "copy"}
    options |= {**BARE, **SOUND, **BARE_PICTURE}
    try:
        tools.run(tools.output([seen["v:0"], heard], target, **options), timeout=patience(layout.seconds))
    except tools.FfmpegError as problem:
        raise unmade("its pieces") from problem


def _gathered(stretches: Sequence[Stretch], into: Path) -> Any:
    """The sounds of all stretches in a row."""
    with into.open("wb") as row:
        for each in stretches:
            row.write(each.sound.read_bytes())
            each.sound.unlink()
    return ffmpeg.input(f"file:{into}", **RAW, protocol_whitelist="file")["a:0"]
