"""Pictures of people behind and beside words: cut to a place, and dark enough wherever there are words."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.takeaways.drawing.colours import READABLE, Rgb, luminance

Pixels = NDArray[np.uint8]
"""Rows of pixels of red, green and blue."""

_ABOVE, _ABOVE_UPRIGHT = 0.3, 0.38
"""How much of what is cut off lies above: a face is above the middle."""

_SAFE = 0.3
"""How much more contrast is made than is needed: a JPEG is not exact."""

_LATEST = 0.8
"""From where a picture goes over into its ground at the latest, as a share of it."""

_QUALITY = "3"


def read(path: Path, second: float | None = None) -> Pixels:
    """A picture, or the picture of a film at a time.

    Args:
        path: A poster or a web copy, which vox made.
        second: Of the film; None for the first picture.

    Raises:
        OSError: There is no such file, or no picture in it.
    """
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        if second is not None and stream.time_base:
            file.seek(int(second / stream.time_base), stream=stream)
        last = None
        for frame in file.decode(stream):
            last = frame
            if second is None or (frame.time or 0.0) >= second:
                break
        if last is None:
            raise OSError(f"{path} has no picture.")
        return _pixels(last)


def covering(pixels: Pixels, width: int, height: int) -> Pixels:
    """A picture cut to the shape of a place, and no larger: a small one is scaled where it is drawn."""
    rows, columns = pixels.shape[:2]
    scale = max(width / columns, height / rows)
    kept_rows, kept_columns = min(rows, round(height / scale)), min(columns, round(width / scale))
    top = round((rows - kept_rows) * (_ABOVE_UPRIGHT if rows > columns else _ABOVE))
    left = (columns - kept_columns) // 2
    kept = np.ascontiguousarray(pixels[top : top + kept_rows, left : left + kept_columns])
    if scale >= 1:
        return kept
    frame = av.VideoFrame.from_ndarray(kept, format="rgb24")
    return _pixels(frame.reformat(width, height, interpolation="BICUBIC"))


def darkened(pixels: Pixels, shade: Rgb, ink: Rgb, begin: float, *, across: bool) -> Pixels:
    """A picture that goes over into a shade, and is dark enough for words from some pixel on.

    How dark is measured: as dark as the brightest pixel behind the words needs.

    Args:
        pixels: The picture.
        shade: What it goes over into.
        ink: The colour of the words.
        begin: Where they do, as a share of the picture from the end where it is clear.
        across: Whether it goes over from the right to the left instead of downwards.
    """
    length = pixels.shape[1] if across else pixels.shape[0]
    words = int(min(max(begin, 0.0), _LATEST) * length)
    behind = pixels[:, : length - words] if across else pixels[words:]
    least = _enough(behind, shade, ink)
    at = np.arange(length, dtype=np.float32)
    soft = max(length * 0.34, 1.0)
    ramp = np.clip((at - words + soft) / soft, 0, 1)
    ramp = ramp * ramp * (3 - 2 * ramp) * least
    rest = np.clip((at - words) / max(length - words, 1), 0, 1)
    share = np.where(at < words, ramp, least + (1 - least) * rest * rest)
    weight = np.ceil(share * 256).astype(np.uint16)
    weight = weight[np.newaxis, ::-1, np.newaxis] if across else weight[:, np.newaxis, np.newaxis]
    mixed: NDArray[np.uint16] = (pixels * (256 - weight) + np.array(shade, np.uint16) * weight) >> 8
    return mixed.astype(np.uint8)


def jpeg(pixels: Pixels) -> bytes:
    """A picture as a JPEG."""
    height, width = pixels.shape[:2]
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj444p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    packets = [*encoder.encode(frame.reformat(format="yuvj444p")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _pixels(frame: av.VideoFrame) -> Pixels:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def _enough(behind: Pixels, shade: Rgb, ink: Rgb) -> float:
    """The least share of a shade over some pixels at which words are readable on all of them."""
    if not behind.size:
        return 0.0
    sample = behind[::2, ::2].reshape(-1, 3)
    # By its weights, which tell nearly as well as luminance which pixels are the brightest.
    weight = sample @ np.array([54, 183, 19], np.uint16)
    brightest = sample[np.argpartition(weight, -8)[-8:]].max(axis=0)
    bright: Rgb = (int(brightest[0]), int(brightest[1]), int(brightest[2]))
    wanted = (luminance(ink) + 0.05) / (READABLE + _SAFE) - 0.05
    for share in np.arange(0.35, 1.0, 0.01):
        mixed = [round(a * (1 - share) + b * share) for a, b in zip(bright, shade, strict=True)]
        if luminance((mixed[0], mixed[1], mixed[2])) <= wanted:
            return float(share)
    return 1.0
