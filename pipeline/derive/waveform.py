"""The picture of a clip that is sound alone: how loud it is over time."""

from pathlib import Path

from pipeline import tools
from pipeline.derive.writing import BARE, whole

WIDTH, HEIGHT = 960, 320
"""Pixels."""

_BARS = 96
_BAR = WIDTH // _BARS
_GAP = 3
"""Pixels from bar to bar, and between them."""

_COLOUR = "#d9604a"
"""The site's accent, between what it is by day and by night; the ground is clear."""

_RATE = 4000
"""Hz: ffmpeg holds all the sound at once to draw it, and voices are heard well below half of this."""

_SECONDS = 600


def make_waveform(source: Path, track: int, target: Path) -> None:
    """Write a PNG of the loudness of a sound track, as bars on a clear ground.

    Args:
        source: The clip.
        track: The `position` of the sound track.
        target: Where to write.

    Raises:
        ClipError: The sound cannot be read.
        MachineError: The disk is full.
    """
    wave = (
        tools.clip_input(source)[f"a:{track}"]
        .filter("aresample", _RATE)
        .filter("aformat", channel_layouts="mono")
        .filter("showwavespic", s=f"{_BARS}x{HEIGHT}", scale="cbrt", filter="peak", colors=_COLOUR)
        .filter("scale", WIDTH, HEIGHT, flags="neighbor")
        .filter("format", "rgba")
        .filter("geq", r="r(X,Y)", g="g(X,Y)", b="b(X,Y)", a=f"alpha(X,Y)*lt(mod(X,{_BAR}),{_BAR - _GAP})")
    )
    options = {"f": "image2", "update": 1, "frames:v": 1, "c:v": "png", **BARE}
    with whole(target, source, "No picture could be drawn of the sound of") as unfinished:
        tools.run(tools.output([wave], unfinished, **options), timeout=_SECONDS, low_priority=True)
