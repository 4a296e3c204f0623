"""The sound of a piece as bars that move past the middle of the picture while it is heard."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
import numpy.typing as npt

from pipeline import tools
from pipeline.takeaways.render.canvas import Canvas

Rgb = tuple[int, int, int]
_Grey = npt.NDArray[np.uint8]

_RATE = 8000
"""Hz: voices are loud well below half of this."""

_A_SECOND = 12
"""Bars that come by in a second."""

_STEPS = 72
"""How many bars have room beside each other in the shorter side of a film."""

_FULL_PART = 0.95
"""The part of all bars that are not taller than what is taken for the tallest."""

_FADING = 0.35
"""The part of each half, at the sides, in which the bars fade."""

_COMING = 0.45
"""How strongly is drawn what is still to come."""

_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Band:
    """Where bars are drawn, in pixels of the film."""

    x: int
    y: int
    width: int
    height: int


def drawn(picture: Any, heard: Any, band: Band, colour: Rgb, canvas: Canvas, stem: Path) -> Any:
    """A picture with the bars of a sound moving over it.

    Args:
        picture: An ffmpeg-python chain, from time 0 on.
        heard: The sound as a chain, likewise; it is read here, once.
        band: Where.
        colour: Of the bars.
        canvas: Of the film.
        stem: How the names of files begin that lie there until it has been made.

    Raises:
        FfmpegError: The sound cannot be read.
        MachineError: There is no ffmpeg.
    """
    step = max(3, round(min(canvas.width, canvas.height) / _STEPS))
    wave, ground = (stem.with_name(f"{stem.name}-{each}") for each in ("bars.pgm", "colour.pam"))
    half = band.width // 2
    _write_grey(wave, _bars(_loudness(heard), step, band.height, half, band.width - half))
    _write_colour(ground, band, colour)
    moving = _still(wave, "pgm_pipe", canvas).filter(
        "crop", w=band.width, h=band.height, x=f"min(iw-ow,round(t*{_A_SECOND * step}))", y=0, exact=1
    )
    colours = _still(ground, "pam_pipe", canvas).filter_multi_output("split", 2)
    shape = ffmpeg.filter([moving, colours[1].filter("alphaextract")], "blend", all_mode="multiply")
    bars = ffmpeg.filter([colours[0], shape], "alphamerge")
    bars = bars.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuva420p")
    return ffmpeg.overlay(picture, bars, x=band.x, y=band.y)


def _still(path: Path, form: str, canvas: Canvas) -> Any:
    """A picture that stays. By the name of its form, for in that of a picture among others a % means more."""
    read = {"f": form, "framerate": f"{canvas.rate:.6f}", "protocol_whitelist": "file"}
    return ffmpeg.input(f"file:{path.absolute()}", **read).filter("loop", loop=-1, size=1)


def _loudness(heard: Any) -> npt.NDArray[np.float64]:
    """How tall each bar is, 0 to 1."""
    told = heard.output("pipe:", f="f32le", ac=1, ar=_RATE)
    samples = np.frombuffer(tools.run(told, timeout=_SECONDS), np.float32).astype(np.float64)
    size = _RATE // _A_SECOND
    whole = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    loud = np.sqrt(np.mean(whole**2, axis=1))
    tallest = np.quantile(loud, _FULL_PART) if len(loud) else 0.0
    # By the root, as loudness is heard: a quiet word is seen beside a loud one.
    return np.sqrt(np.clip(loud / tallest, 0.0, 1.0)) if tallest > 1e-4 else np.zeros_like(loud)


def _bars(loudness: npt.NDArray[np.float64], step: int, height: int, before: int, after: int) -> _Grey:
    """All bars in a row, rounded at both ends, with room before the first and after the last."""
    radius = step * 0.3
    x = np.abs(np.arange(step) + 0.5 - step / 2)
    y = np.abs(np.arange(height) + 0.5 - height / 2)
    found = []
    for part in loudness:
        straight = max(0.0, part * (height / 2 - 1) - radius)
        beyond = np.maximum(0.0, y - straight)
        distance = np.hypot(x[None, :], beyond[:, None])
        found.append((np.clip(radius - distance + 0.5, 0.0, 1.0) * 255).round().astype(np.uint8))
    row = np.concatenate(found, axis=1) if found else np.zeros((height, 0), np.uint8)
    return np.pad(row, ((0, 0), (before, after + step)))


def _write_grey(path: Path, grey: _Grey) -> None:
    height, width = grey.shape
    path.write_bytes(b"P5 %d %d 255\n" % (width, height) + grey.tobytes())


def _write_colour(path: Path, band: Band, colour: Rgb) -> None:
    """The colour of the bars: full of what was heard, weaker of what comes, and gone at both sides."""
    from_middle = np.linspace(-1, 1, band.width)
    strength = np.clip((1 - np.abs(from_middle)) / _FADING, 0, 1)
    strength *= np.where(from_middle < 0, 1.0, _COMING)
    pixels = np.empty((band.height, band.width, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = np.round(strength * 255).astype(np.uint8)
    head = f"P7\nWIDTH {band.width}\nHEIGHT {band.height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    path.write_bytes(head.encode() + pixels.tobytes())
