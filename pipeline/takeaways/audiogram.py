"""What is seen while somebody speaks who was not filmed: a card on which the sound moves, and captions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline.captions import make_cues, passage_of
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.drawing.colours import ACCENT, PAPER, css, palette
from pipeline.takeaways.drawing.faces import SANS, SERIF
from pipeline.takeaways.drawing.lettering import lettered
from pipeline.takeaways.drawing.page import draw
from pipeline.takeaways.drawing.panels import INTERNAL
from pipeline.takeaways.render.canvas import RATE, SIZES, Canvas, size_of
from pipeline.takeaways.render.dress import burned
from pipeline.takeaways.render.pieces import Piece
from pipeline.takeaways.waveform import Band, drawn
from schemas.quotations import Quotation

_ABOVE_BUTTONS = 0.2
"""The part of a tall film below which nothing stands: phones lay their buttons over it."""

_AS_FILMED = "1:1"
"""The shape of what has none."""


def audiogram_canvas(aspect: str) -> Canvas:
    """The canvas for a clip without a picture.

    Args:
        aspect: One of `pipeline.takeaways.render.canvas.ASPECTS`; as it was filmed is a square.

    Raises:
        UsageError: There is no such aspect.
    """
    width, height = size_of(aspect) or SIZES[_AS_FILMED]
    return Canvas(width, height, RATE)


def audiogram(piece: Piece, heard: Any, canvas: Canvas, question: str, folder: Path) -> Any:
    """All that is seen of a piece that is sound alone, as an ffmpeg-python chain from time 0 on.

    It shows the question, the sound as moving bars, what is said, who says it, and the mark of what is
    internal; it has as many pictures as `canvas.pictures(piece.seconds)`.

    Args:
        piece: What is played.
        heard: Its sound, as a chain of its own: it is read here to be drawn.
        canvas: Of the film.
        question: What was asked.
        folder: Where files may lie until the film has been made.

    Raises:
        FfmpegError: The sound cannot be read.
        TooLongError: The question is too long for a picture of this size.
        MachineError: There is no ffmpeg, or no font has some of the characters.
    """
    quotation, places = piece.quotation, _Places.on(canvas, piece.quotation)
    colours = palette(_hue(quotation))
    name = f"audiogram-{quotation.answer_id}"
    ground = folder / f".{name}.png"
    ground.write_bytes(_drawn_ground(quotation, canvas, question, places))
    shown = _still(ground, canvas)
    shown = drawn(shown, heard, places.band, colours.glow, canvas, folder / f".{name}")
    begin = piece.span.start
    cues = make_cues([passage_of(quotation)], lambda seconds: seconds - begin, piece.seconds)
    captions = write_burnt(cues, canvas, folder, places.captions_foot, is_boxed=False, name=name)
    return burned(shown, captions, FONTS).filter("trim", end_frame=canvas.pictures(piece.seconds))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things stand, in pixels.

    Attributes:
        question: From the top, and how high.
        band: Of the moving sound.
        captions_foot: Below the captions.
        foot: Below the name.
    """

    question: tuple[float, float]
    band: Band
    captions_foot: int
    foot: float

    @classmethod
    def on(cls, canvas: Canvas, quotation: Quotation) -> "_Places":
        """From the top down: the question, the sound, what is said, who says it."""
        width, height = canvas.width, canvas.height
        unit = min(width, height) / 1080
        is_tall = height > 1.5 * width
        top = height * 0.1 if is_tall else 80 * unit
        foot = height * _ABOVE_BUTTONS if is_tall else 80 * unit
        named = 150 * unit if quotation.speaker.name else 20 * unit
        captions_foot = foot + named
        # Two lines of captions, with air around them.
        lower = height - captions_foot - 230 * unit
        high = min(lower - top, 640 * unit)
        band_height = round(min(high * 0.42, 260 * unit)) // 2 * 2
        side = round(80 * unit) // 2 * 2
        band = Band(side, round(lower - band_height) // 2 * 2, width - 2 * side, band_height)
        return cls((top, band.y - top - 40 * unit), band, round(captions_foot), foot)


def _hue(quotation: Quotation) -> int:
    return quotation.themes[0].hue if quotation.themes else ACCENT


def _drawn_ground(quotation: Quotation, canvas: Canvas, question: str, places: _Places) -> bytes:
    speaker, colours = quotation.speaker, palette(_hue(quotation))
    role = ", ".join(filter(None, (speaker.role, speaker.company)))
    top, high = places.question
    given = {
        "ground": css(colours.deep),
        "ink": css(PAPER),
        "mark": css(colours.glow),
        "question": lettered(question, SERIF) if question else None,
        "question-top": top,
        "question-height": high,
        "name": lettered(speaker.name, SANS) if speaker.name else None,
        "role": lettered(role, SANS) if speaker.name and role else None,
        "foot": places.foot,
        "internal": lettered(INTERNAL, SANS) if quotation.channel == "internal" else None,
    }
    return draw("audiogram", given, (canvas.width, canvas.height))


def _still(png: Path, canvas: Canvas) -> Any:
    """A picture that stays, in the colours of films."""
    read = {"f": "png_pipe", "framerate": f"{canvas.rate:.6f}", "protocol_whitelist": "file"}
    still = ffmpeg.input(f"file:{png.absolute()}", **read)
    told = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    still = still.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    return still.filter("setsar", 1).filter("setparams", **told).filter("loop", loop=-1, size=1)
