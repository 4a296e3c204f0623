"""What is laid over a film: panels for as long as they are seen, captions, and how it comes and goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg

from pipeline.disk import plain_disk_errors
from pipeline.project import Project
from pipeline.takeaways.render.canvas import Canvas
from schemas.records import Span

_COMES = 0.25
"""Seconds in which a panel comes, and goes."""

_SOFT = 0.015
"""Seconds in which a sound comes and goes at least: what begins at once is heard as a click."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture with clear parts that is laid over a film.

    Attributes:
        png: Where it lies.
        x: Pixels from the left.
        y: Pixels from the top.
        span: When it is seen, in seconds of the film; None for all along.
    """

    png: Path
    x: int
    y: int
    span: Span | None = None


@contextmanager
def scratch(project: Project) -> Iterator[Path]:
    """A folder for what is laid over a film while it is made.

    It is among vox's own files, for names and words are in them: what a process that was killed left there is
    removed by the next run. So names of files begin with a dot (see `pipeline.disk.clear_unfinished`).

    Raises:
        MachineError: There is no room, or no right to write.
    """
    with plain_disk_errors(project.private):
        project.private.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix="film-", dir=project.private) as folder:
            yield Path(folder)


def laid(picture: Any, panel: Panel, canvas: Canvas) -> Any:
    """A picture, as an ffmpeg-python chain, with a panel over it."""
    # Each of two pixels beside each other has the colours of the other: panels begin with a pair.
    place = {"x": panel.x // 2 * 2, "y": panel.y // 2 * 2}
    # By `png_pipe` a name that holds a % is a name.
    still = ffmpeg.input(
        f"file:{panel.png.absolute()}",
        f="png_pipe",
        framerate=f"{canvas.rate:.6f}",
        protocol_whitelist="file",
    )
    still = still.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuva420p")
    if panel.span is None:
        return ffmpeg.overlay(picture, still, **place)
    seconds = panel.span.end - panel.span.start
    comes = min(_COMES, seconds / 2)
    shown = (
        still.filter("loop", loop=-1, size=1)
        .filter("trim", duration=f"{seconds:.6f}")
        .filter("fade", type="in", alpha=1, duration=f"{comes:.6f}")
        .filter("fade", type="out", alpha=1, start_time=f"{seconds - comes:.6f}", duration=f"{comes:.6f}")
        .filter("setpts", f"PTS+{panel.span.start:.6f}/TB")
    )
    return ffmpeg.overlay(picture, shown, eof_action="pass", **place)


def burned(picture: Any, captions: Path, fonts: Path) -> Any:
    """A picture with captions in it.

    Args:
        picture: An ffmpeg-python chain, on the clock of the captions.
        captions: A file of Advanced SubStation.
        fonts: The folder of the fonts that it names.
    """
    return picture.filter("ass", str(captions.absolute()), fontsdir=str(fonts.absolute()))


def faded(picture: Any, seconds: float, comes: float, goes: float) -> Any:
    """A picture that comes out of black and goes into it; in no time, if that is shorter than a picture."""
    if comes > 0:
        picture = picture.filter("fade", type="in", duration=f"{comes:.6f}")
    if goes > 0:
        picture = picture.filter(
            "fade", type="out", start_time=f"{seconds - goes:.6f}", duration=f"{goes:.6f}"
        )
    return picture


def faded_sound(sound: Any, seconds: float, comes: float, goes: float) -> Any:
    """A sound that comes and goes; never so suddenly that it clicks."""
    comes, goes = max(comes, _SOFT), max(goes, _SOFT)
    return sound.filter("afade", type="in", duration=f"{comes:.6f}").filter(
        "afade", type="out", start_time=f"{seconds - goes:.6f}", duration=f"{goes:.6f}"
    )
