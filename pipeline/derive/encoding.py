"""How films are encoded: what every browser plays, quick to start and to seek in."""

from math import ceil

from schemas.records import VideoStream

SIDE = 1280
"""Pixels of the longer side of a film."""

PICTURE = {
    **{"c:v": "libx264", "preset": "veryfast", "crf": 23, "profile:v": "high"},
    # One picture in two seconds that stands by itself, so that a click on a word is answered at once.
    **{"force_key_frames": "expr:gte(t,n_forced*2)", "maxrate": "4M", "bufsize": "8M"},
}
SOUND = {"c:a": "aac", "b:a": "128k", "ar": 48_000}
BARE_PICTURE = {
    # Cameras and encoders leave notes between the pictures of H.264, with anything in them,
    "bsf:v": "filter_units=remove_types=6",
    # and ffmpeg its name; this is the one that the standard recommends.
    "metadata:s:v:0": "encoder=AVC Coding",
}

_FASTEST = 30.5
"""Pictures a second: more than 30 show nothing more of somebody who speaks."""

_SLOWEST = 10
"""Pictures a second: below, or where it is not steady, 30 are made of it."""

_LONGEST = 12 * 3600
"""Seconds: a night is what anybody will wait."""


def rate(video: VideoStream) -> float:
    """Pictures a second in a film: the clip's own, or every second, third... of them, or 30."""
    found = (video.rate or 0) / ceil((video.rate or 1) / _FASTEST)
    return found if found >= _SLOWEST else 30


def patience(seconds: float) -> float:
    """Seconds after which nothing more is expected: an old machine needs ten times a 4K film's own time."""
    return min(600 + 20 * seconds, _LONGEST)
