"""Pictures of people behind and beside words: cut to a place, and dark enough wherever there are words."""

from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.takeaways.drawing.colours import READABLE, Rgb, luminance
from pipeline.takeaways.drawing.layouts import Layout
from schemas.records import Span

Pixels = NDArray[np.uint8]
"""Rows of pixels of red, green and blue."""

_ABOVE, _ABOVE_UPRIGHT = 0.3, 0.38
"""How much of what is cut off lies above: a face is above the middle."""

_SAFE = 0.3
"""How much more contrast is made than is needed: a JPEG is not exact."""

_LATEST = 0.8
"""From where a picture goes over into its ground at the latest, as a share of it."""

_QUALITY = "3"


def read(path: Path, during: Span | None = None) -> Pixels:
    """A picture, or a picture of a film from some time of it.

    Args:
        path: A poster or a web copy, which vox made.
        during: Of the film. A picture that needs no others to be decoded is taken, if there is one before
            the middle; else that of the middle. None for the first picture.

    Raises:
        OSError: There is no such file, or no picture in it.
    """
    with av.open(str(path), "r") as file:
        stream = file.streams.video[0]
        # Pictures that no other needs are passed over: there is one every few hundredths of a second.
        stream.codec_context.skip_frame = "NONREF"
        start, middle = (during.start, (during.start + during.end) / 2) if during else (0.0, 0.0)
        if during and stream.time_base:
            file.seek(int(middle / stream.time_base), stream=stream)
        last = None
        for last in file.decode(stream):
            at = last.time or 0.0
            if at >= middle or (last.key_frame and at >= start):
                break
        if last is None:
            raise OSError(f"{path} has no picture.")
        return _pixels(last)


def covering(pixels: Pixels, width: int, height: int) -> Pixels:
    """A picture cut to the shape of a place, and no larger: a small one is scaled at the end, by `under`."""
    rows, columns = pixels.shape[:2]
    scale = max(width / columns, height / rows)
    kept_rows, kept_columns = min(rows, round(height / scale)), min(columns, round(width / scale))
    top = round((rows - kept_rows) * (_ABOVE_UPRIGHT if rows > columns else _ABOVE))
    left = (columns - kept_columns) // 2
    kept = pixels[top : top + kept_rows, left : left + kept_columns]
    return kept if scale >= 1 else _scaled(kept, width, height)


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


def under(words: bytes, corner: tuple[int, int], picture: Pixels, places: Layout, ground: Rgb) -> bytes:
    """Words over a picture on a ground: a PNG, made faster than if the picture was drawn with them.

    Args:
        words: A PNG that is clear where there are none.
        corner: Where its first pixel is, from the left and from the top.
        picture: What is behind them, in any size.
        places: Where that is.
        ground: The colour of the rest.
    """
    made = np.empty((places.height, places.width, 3), np.uint8)
    made[:] = np.tile(np.array(ground, np.uint8), (places.width, 1))
    if place := places.photo:
        right, low = place.x + place.width, place.y + place.height
        made[place.y : low, place.x : right] = _scaled(picture, place.width, place.height)
    # As a packet: of a file the first picture is decoded twice, to see what is in it.
    [frame] = av.VideoCodecContext.create("png", "r").decode(av.Packet(words))
    drawn = frame.to_ndarray(format="rgba").astype(np.uint8, copy=False)
    left, top = corner
    behind = made[top : top + drawn.shape[0], left : left + drawn.shape[1]]
    drawn = drawn[: behind.shape[0], : behind.shape[1]]
    seen = drawn[:, :, 3] > 0
    over = drawn[seen]
    share = over[:, 3:].astype(np.uint16)
    behind[seen] = (over[:, :3] * share + behind[seen] * (255 - share) + 127) // 255
    encoder = _encoder("png", made, "rgb24")
    encoder.options = {"compression_level": "1", "pred": "up"}
    return _encoded(encoder, av.VideoFrame.from_ndarray(made, format="rgb24"))


def jpeg(pixels: Pixels) -> bytes:
    """A picture as a JPEG."""
    encoder = _encoder("mjpeg", pixels, "yuvj444p")
    encoder.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return _encoded(encoder, frame.reformat(format="yuvj444p"))


def _encoder(codec: Literal["png", "mjpeg"], pixels: Pixels, kind: str) -> av.VideoCodecContext:
    encoder = av.VideoCodecContext.create(codec, "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt = kind
    encoder.time_base = Fraction(1, 25)
    return encoder


def _encoded(encoder: av.VideoCodecContext, frame: av.VideoFrame) -> bytes:
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))


def _scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return _pixels(frame.reformat(width, height, interpolation="BICUBIC"))


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
