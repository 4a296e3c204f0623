"""The sound of one piece: from the sample on which it begins, and as loud as all others."""

from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.picture import Opened, opened
from pipeline.takeaways.render.pieces import Piece

SAMPLE_RATE = 48_000
LOUDNESS = -16.0
"""LUFS: how loud what is posted is expected to be."""

_MOST_RAISED = 30.0
"""dB: more would only raise the room somebody is in."""

_MOST_TRIES = 3
_NEAR_ENOUGH = 0.3
"""LU: far below what anybody hears."""

PEAK = 0.794
"""The loudest sample, of 1: 2 dB are left for what encoders make of it."""

_LONG_ENOUGH = 3.0
"""Seconds over which loudness is measured at least: a shorter piece is heard again and again. The measure
(ITU-R BS.1770) knows no stretch below 0.4 s."""

_KEY = "lavfi.r128.I"
_SECONDS_TO_MEASURE = 120.0


def level(piece: Piece) -> float:
    """By how many dB a piece is raised, or lowered, to be as loud as all others.

    Raises:
        FfmpegError: Its sound cannot be read.
        MachineError: There is no ffmpeg.
    """
    if not piece.probe.audio:
        return 0.0
    raised = min(_MOST_RAISED, LOUDNESS - _measured(piece, None))
    for _ in range(_MOST_TRIES):
        # The limiter takes something back from a voice with sharp peaks.
        missing = LOUDNESS - _measured(piece, raised)
        if abs(missing) < _NEAR_ENOUGH or raised >= _MOST_RAISED:
            break
        raised = min(_MOST_RAISED, raised + missing)
    return raised


def _measured(piece: Piece, raised: float | None) -> float:
    """How loud it is, in LUFS, as it is or raised: of all but what is far quieter than the rest of it."""
    sound = _cut(opened(piece), piece, piece.seconds)
    if raised is not None:
        sound = _levelled(sound, raised)
    samples = round(piece.seconds * SAMPLE_RATE)
    sound = sound.filter("aloop", loop=-1, size=samples).filter("atrim", end=max(_LONG_ENOUGH, piece.seconds))
    told = sound.filter("ebur128", metadata=1).filter("ametadata", mode="print", key=_KEY, file="-")
    said = tools.run(told.output("pipe:", f="null"), timeout=_SECONDS_TO_MEASURE).decode()
    *_, last = (line for line in said.splitlines() if line.startswith(_KEY))
    return float(last.partition("=")[2])


def sound(source: Opened, piece: Piece, canvas: Canvas, raised: float) -> Any:
    """The sound of a piece as an ffmpeg-python chain: stereo, from time 0 on, exactly as long as its picture.

    Args:
        source: The piece's copy.
        piece: What is played; of one without sound there is silence.
        canvas: Says how long its picture lasts.
        raised: By how many dB, as `level` found it.
    """
    return _levelled(_cut(source, piece, canvas.on_pictures(piece.seconds)), raised)


def _cut(source: Opened, piece: Piece, seconds: float) -> Any:
    """The sound between two samples; where the clip has none, silence."""
    exactly = {"start_sample": 0, "end_sample": round(seconds * SAMPLE_RATE)}
    if not piece.probe.audio:
        return silence(seconds)
    heard = source.file["a:0"].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    heard = heard.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
    heard = heard.filter("atrim", start=f"{source.early:.6f}").filter("asetpts", "PTS-STARTPTS")
    return heard.filter("apad").filter("atrim", **exactly)


def _levelled(heard: Any, raised: float) -> Any:
    # Without `latency` all would come later by what it looks ahead; `level` would raise all to the limit.
    limited = {"limit": PEAK, "attack": 5, "release": 60, "level": 0, "latency": 1}
    return heard.filter("volume", f"{raised:.2f}dB").filter("alimiter", **limited)


def silence(seconds: float) -> Any:
    """No sound, for so long."""
    still = ffmpeg.input("anullsrc=channel_layout=stereo:sample_rate=48000", f="lavfi")
    return still.filter("atrim", end_sample=round(seconds * SAMPLE_RATE))
