"""The music below a film: of any length, quiet where somebody speaks, gone at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.probe import probe
from pipeline.takeaways.render.sound import SAMPLE_RATE
from schemas.errors import ClipError, UsageError
from schemas.records import Span

_LOUDNESS = -22.0
"""LUFS where nobody speaks: less than voices, which have 16."""

_LOWERED = 12.0
"""dB by which it is lower where somebody speaks: it is 18 below the voice then."""

_GOES_DOWN, _COMES_BACK = 0.4, 0.8
"""Seconds before a word in which it is lowered, and after it in which it comes back."""

_COMES, _GOES = 0.5, 2.5
"""Seconds in which it comes at the beginning of the film, and goes at its end."""

_SHORTEST = 2.0
_OVERLAP = 2.0
"""Seconds in which its end becomes its beginning where it is played again; a quarter of it at most."""

_STEP = 480
"""Samples in which its loudness stays: a hundredth of a second."""

_SILENT = -60.0
_MOST_RAISED = 30.0
_KEY = "lavfi.r128.I"
_SECONDS_TO_MEASURE = 300.0


@dataclass(frozen=True, slots=True)
class Music:
    """A file that is played below a film.

    Attributes:
        path: Where it is.
        seconds: How long it lasts.
        raised: By how many dB it is raised, or lowered, to be as loud as music is here.
    """

    path: Path
    seconds: float
    raised: float

    def is_shorter(self, film: float) -> bool:
        """Whether it is played again in a film of so many seconds."""
        return self.seconds < film


def open_music(path: Path, film: float) -> Music:
    """Look a file over, and measure how loud it is.

    Args:
        path: A file of sound, or a film with it, in any of the usual formats.
        film: Seconds of the film; what comes later is not heard.

    Raises:
        UsageError: There is no such file, or it is none of these.
        MachineError: There is no ffmpeg, or the process that reads headers cannot be started.
    """
    if not path.is_file():
        raise UsageError(f"There is no music {path}.", "Check its name.")
    try:
        found = probe(path)
    except ClipError as problem:
        told = "It is not music that can be opened."
        raise UsageError(f"{path}: {told}", "Use an MP3, M4A, WAV, FLAC or OGG.", [str(problem)]) from None
    if not found.audio or not found.duration:
        raise UsageError(f"{path} has no sound.", "Use an MP3, M4A, WAV, FLAC or OGG.")
    if found.duration < _SHORTEST:
        raise UsageError(
            f"{path} lasts {found.duration:.1f} seconds, which is too short for music below a film.",
            f"Use one of at least {_SHORTEST:g} seconds.",
        )
    seconds = float(found.duration)
    try:
        loudness = _measured(path, min(seconds, film))
    except tools.FfmpegError as problem:
        raise UsageError(f"{path} cannot be read as music.", "Export it again, as WAV or MP3.") from problem
    if loudness < _SILENT:
        raise UsageError(f"In {path} nothing is heard.", "Use another file, or none.")
    return Music(path, seconds, min(_MOST_RAISED, _LOUDNESS - loudness))


def below(music: Music, seconds: float, said: Sequence[Span]) -> Any:
    """The music of a film as an ffmpeg-python chain.

    Args:
        music: What is played.
        seconds: How long the film lasts.
        said: When somebody speaks, in order.
    """
    played = _looped(music) if music.is_shorter(seconds) else _opened(music.path, seconds)
    played = played.filter("volume", f"{music.raised:.2f}dB").filter("asetnsamples", _STEP)
    played = played.filter("volume", lowered(said), eval="frame")
    goes = min(_GOES, seconds / 4)
    return (
        played.filter("afade", type="in", duration=_COMES)
        .filter("afade", type="out", start_time=f"{seconds - goes:.6f}", duration=f"{goes:.6f}")
        .filter("apad")
        .filter("atrim", end_sample=round(seconds * SAMPLE_RATE))
    )


def lowered(said: Sequence[Span]) -> str:
    """How loud music is at a time `t`, of 1, in ffmpeg's language."""
    least = 10 ** (-_LOWERED / 20)
    slopes = []
    for span in _together(said):
        down = f"(t-{span.start - _GOES_DOWN:.3f})/{_GOES_DOWN}"
        back = f"({span.end + _COMES_BACK:.3f}-t)/{_COMES_BACK}"
        slopes.append(f"clip(min({down},{back}),0,1)")
    return f"1-{1 - least:.4f}*({'+'.join(slopes) or 0})"


def _together(said: Sequence[Span]) -> list[Span]:
    """Speech without the pauses in which music could not come back and go again."""
    found: list[Span] = []
    for span in said:
        if found and span.start - found[-1].end < _GOES_DOWN + _COMES_BACK:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _opened(path: Path, seconds: float) -> Any:
    heard = tools.clip_input(path)["a:0"].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    heard = heard.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
    return heard.filter("atrim", end=f"{seconds:.6f}")


def _looped(music: Music) -> Any:
    """Music without end: where it ends it becomes its own beginning."""
    overlap = min(_OVERLAP, music.seconds / 4)
    parts = _opened(music.path, music.seconds).filter_multi_output("asplit", 3)
    first, again = (parts[place].filter("atrim", end=f"{overlap:.6f}") for place in (0, 1))
    rest = parts[2].filter("atrim", start=f"{overlap:.6f}").filter("asetpts", "PTS-STARTPTS")
    curves = {"c1": "qsin", "c2": "qsin"}
    round_again = ffmpeg.filter([rest, again], "acrossfade", duration=f"{overlap:.6f}", **curves)
    size = round(music.seconds * SAMPLE_RATE)
    return ffmpeg.concat(first, round_again.filter("aloop", loop=-1, size=size), v=0, a=1)


def _measured(path: Path, seconds: float) -> float:
    """How loud its beginning is, in LUFS."""
    heard = _opened(path, seconds).filter("ebur128", metadata=1)
    told = heard.filter("ametadata", mode="print", key=_KEY, file="-")
    said = tools.run(told.output("pipe:", f="null"), timeout=_SECONDS_TO_MEASURE).decode()
    found = [line for line in said.splitlines() if line.startswith(_KEY)]
    return float(found[-1].partition("=")[2]) if found else _SILENT - 1
