"""The sound of a clip as samples, on the clip's own clock."""

import numpy as np

from pipeline import tools
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio, Clip

LONGEST = 6 * 3600
"""Seconds of sound that are read: a file can claim or decode to anything."""

_SLOWEST = 600
"""Seconds ffmpeg may take: a two-hour film needs about ten."""


def extract_audio(clip: Clip) -> Audio:
    """Decode the first sound track to one channel at 16 kHz.

    Sound that starts late is preceded by silence, and gaps are filled, so that a sample's place is its
    time in the player.

    Raises:
        ClipError: The sound cannot be decoded.
    """
    sound = tools.clip_input(clip.path)["a:0"].filter("aresample", **{"async": 1, "first_pts": 0})
    try:
        pcm = tools.run(
            sound.output("pipe:", format="s16le", acodec="pcm_s16le", ac=1, ar=SAMPLE_RATE, t=LONGEST),
            timeout=_SLOWEST,
        )
    except tools.FfmpegError:
        raise ClipError(
            f"The sound of {clip.path.name} cannot be decoded.",
            "Try to play it; if you hear it, export it again as an ordinary video (.mp4 or .mov).",
        ) from None
    if not pcm:
        raise ClipError(
            f"The sound of {clip.path.name} is empty or incomplete.",
            "Copy it from the phone or camera again.",
        )
    return Audio(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768))
