"""What is seen in a picture that was drawn."""

import io

import av
import numpy as np

from pipeline.takeaways.drawing.colours import Rgb
from pipeline.takeaways.drawing.photos import Pixels


def pixels(picture: bytes) -> Pixels:
    """The red, green and blue of a PNG or JPEG."""
    return _decoded(picture, "rgb24")


def clearness(picture: bytes) -> Pixels:
    """How opaque each pixel of a PNG is, 0 to 255."""
    return _decoded(picture, "rgba")[:, :, 3]


def colours(seen: Pixels) -> set[Rgb]:
    """The colours in a picture."""
    return {(int(red), int(green), int(blue)) for red, green, blue in np.unique(seen.reshape(-1, 3), axis=0)}


def _decoded(picture: bytes, kind: str) -> Pixels:
    with av.open(io.BytesIO(picture), "r") as file:
        return next(file.decode(file.streams.video[0])).to_ndarray(format=kind).astype(np.uint8)


def plain(colour: Rgb, width: int, height: int) -> Pixels:
    """A picture of one colour."""
    return np.full((height, width, 3), colour, np.uint8)
