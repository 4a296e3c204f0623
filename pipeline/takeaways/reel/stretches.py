"""The film in stretches: each scene until it has become the next, as a film and its sound of the same length.

Each is made by a process of its own, so that a film of fifty clips takes no more memory than one of two. A
picture lasts a whole number of samples, so that sound and picture cannot drift apart, however many follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.captions import make_cues, passage_of
from pipeline.derive.encoding import patience
from pipeline.derive.writing import BARE
from pipeline.takeaways.audiogram import audiogram
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.drawing.panels import credits_panel, title_panel
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import Card, Layout, Scene, credit_lines, marked
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.dress import burned, faded, faded_sound, laid
from pipeline.takeaways.render.encode import PICTURE, unmade
from pipeline.takeaways.render.labels import mark, name_panel
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.pieces import Piece
from pipeline.takeaways.render.sound import SAMPLE_RATE, silence, sound
from schemas.records import Span

CREDITS = "With"
RAW = {"f": "f32le", "ar": SAMPLE_RATE, "ac": 2}
"""How the sound of a stretch is kept."""

_SPARE = 2
"""Pictures that are read beyond those that are needed, in which its sound may go."""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that stretches are made of.

    Attributes:
        plan: The film.
        layout: When what is seen.
        levels: By how many dB the sound of each answer is raised.
        question: What was asked, for who was not filmed.
        folder: Where files may lie meanwhile.
    """

    plan: Plan
    layout: Layout
    levels: Mapping[str, float]
    question: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the film that was made.

    Attributes:
        film: Its pictures.
        sound: Its samples, as long to the sample.
        pictures: How many there are.
    """

    film: Path
    sound: Path
    pictures: int


def make_stretch(stage: Stage, number: int) -> Stretch:
    """Make a scene, without what was seen of it while the scene before went, until it has become the next.

    Raises:
        ClipError: It cannot be made.
        MachineError: There is no ffmpeg, or no font has some of the characters.
    """
    layout = stage.layout
    scenes, fade = layout.scenes, layout.fade
    scene, is_last = scenes[number], number == len(scenes) - 1
    begin = fade if number else 0
    pictures = scene.pictures - begin
    seen, heard = _from(_chains(stage, scene, number), begin, pictures, layout.canvas)
    seconds = pictures / layout.canvas.rate
    comes, goes = (layout.fade / layout.canvas.rate if edge else 0.0 for edge in (not number, is_last))
    seen, heard = faded(seen, seconds, comes, goes), _faded_sound(heard, seconds, comes, goes)
    if not is_last and fade:
        # What is laid over a piece comes when it is there: no word is said before, and no name is read.
        following = _chains(
            stage, _beginning(scenes[number + 1], fade, layout.canvas), number + 1, is_dressed=False
        )
        coming, sounding = _from(following, 0, fade, layout.canvas)
        seen = _over(seen, coming, pictures - fade, fade, layout.canvas)
        samples = _samples(fade, layout.canvas)
        heard = ffmpeg.filter([heard, sounding], "acrossfade", nb_samples=samples, c1="qsin", c2="qsin")
    return _write(stage, number, seen, heard, pictures)


def bare_stretch(stage: Stage, number: int) -> Stretch:
    """Make a scene by itself, with nothing laid over it but the mark of what is internal; likewise."""
    layout, scene = stage.layout, stage.layout.scenes[number]
    chains = _chains(stage, scene, number, is_dressed=False)
    seen, heard = _from(chains, 0, scene.own, layout.canvas)
    return _write(stage, number, seen, heard, scene.own)


def _beginning(scene: Scene, pictures: int, canvas: Canvas) -> Scene:
    """A scene of which only so many pictures are needed: no more is read of its copy than that."""
    own = pictures - scene.before + _SPARE
    if not isinstance(scene.shown, Piece) or not scene.shown.probe.video or own >= scene.own:
        return scene
    start = scene.shown.span.start
    return replace(scene, shown=replace(scene.shown, span=Span(start, start + own / canvas.rate)), own=own)


def _chains(stage: Stage, scene: Scene, number: int, *, is_dressed: bool = True) -> tuple[Any, Any]:
    """All that is seen and heard of a scene, with the pictures that stay before and after."""
    canvas, folder = stage.layout.canvas, stage.folder
    if not isinstance(scene.shown, Piece):
        still = folder / f".{scene.shown}.png"
        if not still.exists():
            still.write_bytes(_drawn(stage, scene.shown))
        # Of two chains that are alike ffmpeg-python makes one: each card has a silence of its own.
        return _still(still, scene.own, canvas), silence((scene.own + number) / canvas.rate)
    piece = scene.shown
    source = opened(piece)
    heard = sound(source, piece, canvas, stage.levels[piece.quotation.answer_id])
    if piece.probe.video:
        seen = picture(source, piece, canvas)
        if is_dressed:
            seen = _dressed(stage, seen, piece, f"said-{number}")
    else:
        both = heard.filter_multi_output("asplit", 2)
        # What is internal is marked in all of the film, by the same mark.
        said = replace(piece.quotation, speaker=marked(piece.quotation.speaker), channel="web")
        heard = both[0]
        seen = audiogram(replace(piece, quotation=said), both[1], canvas, stage.question, folder)
    stays = {"start": scene.before, "start_mode": "clone", "stop": scene.after, "stop_mode": "clone"}
    seen = seen.filter("tpad", **stays)
    # What begins at once is heard as a click, where silence comes before it.
    heard = faded_sound(heard, scene.own / canvas.rate, 0.0, 0.0)
    early = _samples(scene.before, canvas)
    heard = heard.filter("adelay", f"{early}S", all=1) if early else heard
    return seen, heard.filter("apad", whole_len=_samples(scene.pictures, canvas))


def _dressed(stage: Stage, seen: Any, piece: Piece, name: str) -> Any:
    """The picture of a piece with what is laid over it."""
    canvas, plan, said = stage.layout.canvas, stage.plan, piece.quotation
    seconds = canvas.on_pictures(piece.seconds)
    if plan.captions:
        cues = make_cues([passage_of(said)], lambda at: at - piece.span.start, seconds)
        if cues:
            seen = burned(seen, write_burnt(cues, canvas, stage.folder, name=name), FONTS)
    named = replace(said, speaker=marked(said.speaker))
    if panel := name_panel(named, canvas, stage.folder, Span(0.0, seconds), captions=plan.captions):
        return laid(seen, panel, canvas)
    return seen


def _drawn(stage: Stage, card: Card) -> bytes:
    plan, layout = stage.plan, stage.layout
    size = (layout.canvas.width, layout.canvas.height)
    if card == "title":
        return title_panel(size, plan.title)
    if card == "end":
        return credits_panel(size, [plan.end])
    speakers = [scene.shown.quotation.speaker for scene in layout.scenes if isinstance(scene.shown, Piece)]
    return credits_panel(size, credit_lines(speakers), CREDITS)


def _still(png: Path, pictures: int, canvas: Canvas) -> Any:
    read = {"f": "png_pipe", "framerate": f"{canvas.rate:.6f}", "protocol_whitelist": "file"}
    still = ffmpeg.input(f"file:{png.absolute()}", **read)
    told = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    still = still.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    still = still.filter("setsar", 1).filter("setparams", **told).filter("loop", loop=-1, size=1)
    return still.filter("trim", end_frame=pictures)


def _from(chains: tuple[Any, Any], begin: int, pictures: int, canvas: Canvas) -> tuple[Any, Any]:
    """So many pictures of a scene from one on, and their samples, on a clock of their own."""
    seen, heard = chains
    seen = seen.filter("trim", start_frame=begin, end_frame=begin + pictures)
    seen = seen.filter("setpts", f"round(N/{canvas.rate:g}/TB)")
    cut = {
        "start_sample": _samples(begin, canvas),
        "end_sample": _samples(begin + pictures, canvas),
    }
    return seen, heard.filter("atrim", **cut).filter("asetpts", "PTS-STARTPTS")


def _faded_sound(heard: Any, seconds: float, comes: float, goes: float) -> Any:
    """A sound that comes with the film and goes with it; between, each becomes the next by itself."""
    if comes:
        heard = heard.filter("afade", type="in", duration=f"{comes:.6f}")
    if goes:
        heard = heard.filter("afade", type="out", start_time=f"{seconds - goes:.6f}", duration=f"{goes:.6f}")
    return heard


def _over(seen: Any, coming: Any, begin: int, pictures: int, canvas: Canvas) -> Any:
    """A picture over which another comes, from one picture on and in so many.

    The filter that is made for it (xfade) costs as much for each picture before as for those in which it does
    something: a tenth of the film.
    """
    coming = coming.filter("format", "yuva420p").filter("fade", type="in", alpha=1, nb_frames=pictures)
    coming = coming.filter("setpts", f"round((N+{begin})/{canvas.rate:g}/TB)")
    return ffmpeg.overlay(seen, coming, format="yuv420", eof_action="pass")


def _samples(pictures: int, canvas: Canvas) -> int:
    return round(pictures * SAMPLE_RATE / canvas.rate)


def _write(stage: Stage, number: int, seen: Any, heard: Any, pictures: int) -> Stretch:
    canvas, shown = stage.layout.canvas, stage.layout.scenes[number].shown
    if stage.plan.channel == "internal":
        seen = laid(seen, mark(canvas, stage.folder), canvas)
    name = f".{number:03}-{shown.quotation.answer_id if isinstance(shown, Piece) else shown}"
    made = Stretch(stage.folder / f"{name}.mp4", stage.folder / f"{name}.raw", pictures)
    film = tools.output([seen], made.film, f="mp4", **BARE, **PICTURE)
    raw = tools.output([heard], made.sound, **RAW)
    try:
        tools.run(ffmpeg.merge_outputs(film, raw), timeout=patience(pictures / canvas.rate))
    except tools.FfmpegError as problem:
        raise unmade(shown.name if isinstance(shown, Piece) else f"the card '{shown}'") from problem
    return made
