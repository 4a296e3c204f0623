"""Pictures of a clip, upright and small, a few a second."""

from collections.abc import Iterator
from pathlib import Path

import ffmpeg
import numpy as np
import numpy.typing as npt

from pipeline import tools
from schemas.errors import ClipError
from schemas.records import VideoStream

Picture = npt.NDArray[np.uint8]
"""Height, width, and blue, green and red, as OpenCV orders them."""

RATE = 1
"""Pictures a second: a note is held for two seconds and longer, or nobody can read it."""

SIDE = 960
"""Pixels of the longer side: letters of a note that is held at arm's length are still twenty high."""

_LONGEST = 600.0
"""Seconds that are looked through: an interview may go on, but notes come at its beginning."""

_SECONDS = 600


def frames(clip: Path, video: VideoStream, duration: float) -> Iterator[tuple[float, Picture]]:
    """Each picture with its second.

    Raises:
        ClipError: They cannot be decoded.
    """
    shrink = min(1.0, SIDE / max(video.width, video.height))
    width, height = (max(2, int(side * shrink / 2) * 2) for side in (video.width, video.height))
    pictures = (
        tools.clip_input(clip, t=f"{min(duration, _LONGEST):.3f}")["V:0"]
        .filter("fps", RATE)
        .filter("scale", width, height)
        .filter("format", "bgr24")
    )
    output = ffmpeg.output(pictures, "pipe:", format="rawvideo")
    size, held, number = width * height * 3, bytearray(), 0
    try:
        for chunk in tools.stream(output, timeout=_SECONDS, low_priority=True):
            held += chunk
            while len(held) >= size:
                picture = np.frombuffer(bytes(held[:size]), np.uint8).reshape(height, width, 3)
                del held[:size]
                yield number / RATE, picture
                number += 1
    except tools.FfmpegError as problem:
        raise ClipError(f"The pictures of {clip.name} cannot be looked at.", "") from problem
