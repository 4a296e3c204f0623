"""The picture that stands for a clip."""

import glob
import re
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.derive.fit import fit
from pipeline.derive.writing import BARE, whole
from schemas.records import Span, VideoStream

SIDE = 960
"""Pixels of its longer side."""

_CANDIDATES = 7
_LONGEST_LOOK = 2.0
"""Seconds from which the candidates are taken: a moment with one face in it, as a rule."""

_SECONDS = 120
_GOOD_LIGHT = (80.0, 190.0)
"""Mean brightness, of 255: between these a picture is neither dark nor glaring."""

_MEASURED = re.compile(rb"frame:(\d+)|lavfi\.blur=([\d.]+)|lavfi\.signalstats\.YAVG=([\d.]+)")


def make_poster(source: Path, video: VideoStream, around: Span, target: Path) -> None:
    """Write a JPEG of the sharpest well lit moment in the middle of `around`.

    Args:
        source: The clip.
        video: What is known of its picture.
        around: When somebody speaks, in seconds; if nothing can be read there, the clip's beginning is taken.
        target: Where to write.

    Raises:
        ClipError: No picture could be read.
        MachineError: The disk is full.
    """
    look = max(min(_LONGEST_LOOK, around.end - around.start), 0.1)
    middle = (around.start + around.end) / 2
    with whole(target, source, "No picture could be taken from") as unfinished:
        # In turn: where somebody speaks, and the beginning.
        for start in (max(middle - look / 2, 0.0), 0.0):
            clip = tools.clip_input(source, ss=f"{start:.3f}", t=f"{look:.3f}")
            picture = fit(clip["V:0"].filter("fps", _CANDIDATES / look), video, SIDE, "still")
            if _take_best(picture, unfinished):
                return
        raise tools.FfmpegError("no picture was decoded")


def _take_best(pictures: Any, target: Path) -> bool:
    """Write the best of an ffmpeg-python stream of pictures; whether there was any."""
    measured = (
        pictures.filter("blurdetect")
        .filter("signalstats")
        .filter("metadata", mode="print", file="-")
        .filter("metadata", mode="delete")
    )
    # In a pattern of names %d is a number, and any other % is written twice.
    pattern = Path(str(target.with_suffix("")).replace("%", "%%") + "-%d.jpg")
    options = {"f": "image2", "start_number": 0, "q:v": 3, **BARE}
    try:
        said = tools.run(tools.output([measured], pattern, **options), timeout=_SECONDS, low_priority=True)
        best = choose(said)
        if best is not None:
            target.with_name(f"{target.stem}-{best}.jpg").replace(target)
        return best is not None
    finally:
        for candidate in target.parent.glob(f"{glob.escape(target.stem)}-*.jpg"):
            candidate.unlink()


def choose(measured: bytes) -> int | None:
    """Which picture to take, by what ffmpeg's blurdetect and signalstats print of each; None of none.

    Blur counts for as much as it is worse than the least, poor light for as far as it is from good light.
    """
    pictures: list[dict[str, float]] = []
    for number, blur, light in _MEASURED.findall(measured):
        if number:
            pictures.append({"blur": 0.0, "light": 0.0})
        elif blur:
            pictures[-1]["blur"] = float(blur)
        else:
            pictures[-1]["light"] = float(light)
    if not pictures:
        return None
    dark, bright = _GOOD_LIGHT

    def worth(picture: dict[str, float]) -> float:
        light = min(1.0, picture["light"] / dark, (255 - picture["light"]) / (255 - bright))
        return light / (picture["blur"] or float("inf"))

    return max(range(len(pictures)), key=lambda number: worth(pictures[number]))
