"""A strip of small pictures of a clip, side by side, to leaf through it."""

from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.derive.writing import BARE, whole

PICTURES = 10
WIDTH, HEIGHT = 320, 200
"""Pixels of each picture: the site shows it in a card of that shape, up to this wide."""

_LONG = 120.0
"""Seconds from which the nearest picture that stands by itself is near enough."""

_SECONDS = 600
_STILL = {"out_color_matrix": "bt601", "out_range": "pc"}
"""The colours of a JPEG."""


def make_strip(copy: Path, duration: float, target: Path, source: Path) -> None:
    """Write a JPEG of ten pictures spread over a clip.

    Args:
        copy: The clip's web copy: upright, in ordinary colours and quick to read.
        duration: Seconds.
        target: Where to write.
        source: The clip, for its name.

    Raises:
        ClipError: It cannot be read.
        MachineError: The disk is full.
    """
    hurry: dict[str, Any] = {"skip_frame": "nokey"} if duration > _LONG else {}
    film = tools.clip_input(copy, **hurry)["V:0"]
    strip = (
        film.filter("select", f"gte(t,(selected_n+0.5)*{max(duration, 0.1) / PICTURES:.6f})")
        .filter("tpad", stop_mode="clone", stop=PICTURES)
        .filter("scale", WIDTH, HEIGHT, force_original_aspect_ratio="increase", **_STILL)
        # Where faces are: the site cuts posters at the same height.
        .filter("crop", WIDTH, HEIGHT, "(iw-ow)/2", "(ih-oh)*0.4")
        .filter("format", "yuvj420p")
        .filter("tile", f"{PICTURES}x1")
        .filter("sidedata", mode="delete")
    )
    options = {"f": "image2", "update": 1, "frames:v": 1, "q:v": 5, **BARE}
    with whole(target, source, "No strip of pictures could be made of") as unfinished:
        tools.run(tools.output([strip], unfinished, **options), timeout=_SECONDS, low_priority=True)
