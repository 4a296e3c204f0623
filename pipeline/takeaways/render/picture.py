"""The picture of one piece: upright, whole, true to its time, with blurred sides where it is narrower."""

from dataclasses import dataclass
from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.pieces import Piece
from schemas.records import VideoStream

_UNTOLD = 2
_HIGH_DEFINITION = 720
"""As in `pipeline.derive.fit`: from this height on, untold colours are those of BT.709."""

_RUN_UP = 0.05
"""Seconds that are read before a piece at least: a decoder of sound needs a little to find its way in."""

_SLOWEST = 10
"""Pictures a second of a copy, at least."""

_NEAR_ENOUGH = 0.01
"""The part of a side by which a picture is rather stretched than given sides that are mere lines."""

_TINY = 96
"""Pixels of the longer side of what is blurred: at its full size blurring costs more than encoding."""

_BLUR = 3
"""Standard deviation, in those pixels."""

_DIMMED = "val*0.72+16*0.28"
"""The brightness of the sides, that eyes stay on the person; 16 is black."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece's copy as ffmpeg reads it: its tracks, and how much comes before the piece.

    Attributes:
        file: An ffmpeg-python input.
        early: Seconds by which it begins before the piece.
    """

    file: Any
    early: float


def opened(piece: Piece) -> Opened:
    """Open a piece's copy, once for its picture and its sound."""
    video = piece.probe.video
    wanted = max(_RUN_UP, 1.5 / ((video.rate if video else None) or _SLOWEST))
    early = min(piece.span.start, wanted)
    # A little longer than it is, so that the last picture and sound are surely there to be cut.
    inside = {"ss": f"{piece.span.start - early:.6f}", "t": f"{early + piece.seconds + wanted:.6f}"}
    return Opened(tools.clip_input(piece.copy, **inside), early)


def picture(source: Opened, piece: Piece, canvas: Canvas) -> Any:
    """The picture of a piece as an ffmpeg-python chain, on the canvas and from time 0 on.

    It has as many pictures as `canvas.pictures(piece.seconds)`: where the clip's end sooner, the last stays.
    """
    video = piece.probe.video
    assert video, "a piece without a picture is drawn as an audiogram"
    shown = source.file["V:0"].filter("setpts", f"PTS-{source.early:.6f}/TB")
    steady = {"fps": f"{canvas.rate:.6f}", "start_time": 0}
    is_faster = (video.rate or 0) > canvas.rate
    # A picture that is shown twice is drawn once.
    if is_faster:
        shown = shown.filter("fps", **steady)
    shown = _placed(shown, video, canvas)
    if not is_faster:
        shown = shown.filter("fps", **steady)
    return shown.filter("tpad", stop=-1, stop_mode="clone").filter(
        "trim", end_frame=canvas.pictures(piece.seconds)
    )


def _placed(shown: Any, video: VideoStream, canvas: Canvas) -> Any:
    """The whole picture in the middle of the canvas."""
    width, height = fitted(video.width, video.height, canvas)
    if (width, height) == (canvas.width, canvas.height):
        return _finished(_scaled(shown, video, width, height))
    both = shown.filter_multi_output("split", 2)
    sides = _sides(both[0], video, canvas)
    middle = {"x": (canvas.width - width) // 4 * 2, "y": (canvas.height - height) // 4 * 2}
    return _finished(ffmpeg.overlay(sides, _scaled(both[1], video, width, height), format="yuv420", **middle))


def fitted(width: int, height: int, canvas: Canvas) -> tuple[int, int]:
    """The size of a picture that fits on a canvas as a whole: even, and all of the canvas if nearly so."""
    larger = min(canvas.width / width, canvas.height / height)
    sides = []
    for side, room in ((width, canvas.width), (height, canvas.height)):
        wanted = side * larger
        sides.append(room if room - wanted < room * _NEAR_ENOUGH else round(wanted / 2) * 2)
    return sides[0], sides[1]


def _scaled(shown: Any, video: VideoStream, width: int, height: int, **more: Any) -> Any:
    colours: dict[str, Any] = {"out_color_matrix": "bt709", "out_range": "tv"}
    if video.matrix == _UNTOLD:
        is_high = min(video.width, video.height) >= _HIGH_DEFINITION
        colours["in_color_matrix"] = "bt709" if is_high else "bt601"
    return shown.filter("scale", width, height, **colours, **more).filter("setsar", 1)


def _sides(shown: Any, video: VideoStream, canvas: Canvas) -> Any:
    """What fills the canvas behind the picture: its own middle, blurred and a little darker."""
    least = _TINY / max(canvas.width, canvas.height)
    tiny = [max(2, round(side * least / 2) * 2) for side in (canvas.width, canvas.height)]
    part = min(video.width / canvas.width, video.height / canvas.height)
    cut = {"w": max(2, int(canvas.width * part)), "h": max(2, int(canvas.height * part))}
    blurred = (
        _scaled(shown.filter("crop", **cut), video, tiny[0], tiny[1], flags="bilinear")
        .filter("format", "yuv420p")
        .filter("gblur", sigma=_BLUR, steps=2)
        .filter("lutyuv", y=_DIMMED)
    )
    return blurred.filter("scale", canvas.width, canvas.height, flags="bilinear").filter("setsar", 1)


def _finished(shown: Any) -> Any:
    told = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    return shown.filter("format", "yuv420p").filter("setparams", **told).filter("sidedata", mode="delete")
